package dev.gatehouse.domain.flow;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.marks.Marks;
import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Seals the state of sign-ins for the way through a browser and opens what comes back: from the same browser, in time,
 * and unchanged. Nothing is kept but that a trip to a provider has been used, and that a proof has led to a session.
 */
public final class Flows {
    private static final String PURPOSE = "flow";
    private static final int ID_BYTES = 16;
    /** Longer than any that this server makes. */
    private static final int LONGEST = 6_000;

    private final Seals seals;
    private final Marks marks;
    private final Database database;
    private final Duration life;
    private final InstantSource clock;
    private final SecureRandom random;

    /** @param life from the first page to the last */
    public Flows(Seals seals, Marks marks, Database database, Duration life, InstantSource clock, SecureRandom random) {
        this.seals = seals;
        this.marks = marks;
        this.database = database;
        this.life = life;
        this.clock = clock;
        this.random = random;
    }

    /** A new key for a browser: 43 characters of base64url for its cookie. */
    public String browserKey() {
        return RandomText.secret(random);
    }

    /** Whether this may be the key of a browser. */
    public static boolean isBrowserKey(String text) {
        return RandomText.isSecret(text);
    }

    /** A name for a trip to a provider that no other has. */
    public String tripId() {
        return RandomText.of(random, ID_BYTES);
    }

    /** The sealed state, fit for a form's field or a {@code state} parameter. */
    public String seal(Flow flow, String browserKey) {
        Flow kept = flow.proof() != null && flow.id() == null ? flow.named(RandomText.of(random, ID_BYTES)) : flow;
        return seals.seal(PURPOSE, Json.bytes(kept), bound(browserKey));
    }

    /**
     * What was sealed for this browser and has not expired; empty for anything else. What has led to a session carries
     * nothing any more: whoever comes back with it is where a sign-in begins.
     */
    public Optional<Flow> open(String sealed, String browserKey) {
        return openLate(sealed, browserKey)
                .filter(flow -> clock.instant().isBefore(flow.startedAt().plus(life)))
                .map(flow -> spent(flow) ? flow.anew() : flow);
    }

    /** Whether what it carries has led to a session. */
    public boolean spent(Flow flow) {
        String id = flow.id();
        return id != null && database.<Boolean>read(sql -> marks.spent(sql, PURPOSE, id));
    }

    /**
     * Uses up what a sign-in carries, in the transaction that opens a session by it; of any number at once one is the first.
     * What has never left this server is good for this one time anyway.
     */
    public boolean spend(Sql sql, Flow flow) {
        String id = flow.id();
        return id == null || marks.spend(sql, PURPOSE, id, flow.startedAt().plus(life));
    }

    /** What was sealed for this browser, however long ago: only good to know where it led. */
    public Optional<Flow> openLate(String sealed, String browserKey) {
        return sealed.length() > LONGEST
                ? Optional.empty()
                : seals.open(PURPOSE, sealed, bound(browserKey)).map(plain -> Json.read(plain, Flow.class));
    }

    /** Uses a trip up; of any number of callbacks at once one is the first. */
    public boolean arrive(Flow flow, Flow.Trip trip) {
        return database.<Boolean>single(
                sql -> marks.spend(sql, "trip", trip.id(), flow.startedAt().plus(life)));
    }

    private static byte[] bound(String browserKey) {
        return Sha256.of(browserKey.getBytes(StandardCharsets.US_ASCII));
    }
}
