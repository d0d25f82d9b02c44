package dev.gatehouse;

import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.factors.RememberedDevices;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.sql.Sweeper;
import java.security.SecureRandom;
import java.time.InstantSource;

/** What the server knows of second factors, built once, in order; the gate of all sign-ins asks it. */
final class FactorRooms {
    final FactorSettings settings;
    final RememberedDevices devices;
    final Factors factors;
    final Codes codes;

    FactorRooms(FactorSettings settings, Seals seals, InstantSource clock, Ids ids, SecureRandom random) {
        this.settings = settings;
        devices = new RememberedDevices(settings, clock, random);
        factors = new Factors(settings, devices);
        codes = new Codes(seals, clock, ids, random);
    }

    /** Lets what has expired leave. */
    static void sweepWith(Sweeper sweeper) {
        RememberedDevices.sweepWith(sweeper);
        Codes.sweepWith(sweeper);
    }
}
