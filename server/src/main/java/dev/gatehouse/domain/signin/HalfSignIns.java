package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.marks.Marks;
import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Sql;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Sign-ins through the API that wait for a second factor: a sealed token carries what was shown, and nothing is kept but
 * that it has been used.
 */
public final class HalfSignIns {
    /** How long a second factor may be waited for. */
    public static final Duration LIFE = Duration.ofMinutes(5);

    private static final String PURPOSE = "mfa";
    private static final byte[] UNBOUND = new byte[0];
    /** Longer than any that this server makes. */
    private static final int LONGEST = 2_000;

    /**
     * A sign-in that waits.
     *
     * @param id tells it from all others
     * @param since when it began to
     */
    public record Half(String id, Instant since, Proof proof) {}

    private final Seals seals;
    private final Marks marks;
    private final InstantSource clock;
    private final SecureRandom random;

    public HalfSignIns(Seals seals, Marks marks, InstantSource clock, SecureRandom random) {
        this.seals = seals;
        this.marks = marks;
        this.clock = clock;
        this.random = random;
    }

    /** The token that a client shows with the second factor. */
    public String seal(Proof proof) {
        return seals.seal(PURPOSE, Json.bytes(new Half(RandomText.of(random, 16), clock.instant(), proof)), UNBOUND);
    }

    /** What waits under this token; empty where it is none, or too old. Whether it has been used is asked when it is spent. */
    public Optional<Half> open(String token) {
        return token.length() > LONGEST
                ? Optional.empty()
                : seals.open(PURPOSE, token, UNBOUND)
                        .map(plain -> Json.read(plain, Half.class))
                        .filter(half -> clock.instant().isBefore(half.since().plus(LIFE)));
    }

    /** Uses it up; of any number at once one is the first. */
    public boolean spend(Sql sql, Half half) {
        return marks.spend(sql, PURPOSE, half.id(), half.since().plus(LIFE));
    }
}
