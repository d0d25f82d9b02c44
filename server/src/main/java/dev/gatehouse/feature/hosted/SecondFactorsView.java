package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.factors.Authenticators.Authenticator;
import dev.gatehouse.domain.factors.FactorOverview;
import dev.gatehouse.domain.factors.RecoveryCodes;
import dev.gatehouse.domain.factors.RememberedDevices.Device;
import dev.gatehouse.kernel.ProgramName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second factors of an account.
 *
 * @param notice what has just come of a change
 */
public record SecondFactorsView(
        FactorOverview has, @Nullable Notice notice) {
    public List<Authenticator> apps() {
        return has.authenticators();
    }

    public List<Device> devices() {
        return has.devices();
    }

    /** What a remembered browser calls itself, for people; null where it does not say. */
    public @Nullable String program(Device device) {
        return ProgramName.of(device.userAgent());
    }

    /** How many recovery codes are left. */
    public int codes() {
        return has.held().recoveryCodes();
    }

    /** Whether there is a second factor, which recovery codes could stand in for. */
    public boolean protectedNow() {
        return has.held().any();
    }

    /** Whether it is time for new recovery codes. */
    public boolean fewCodes() {
        return protectedNow() && codes() <= RecoveryCodes.FEW;
    }

    /** Whether codes by mail stand among the factors: chosen, or to choose. */
    public boolean mail() {
        return has.emailAvailable() || has.held().byEmail();
    }
}
