package dev.gatehouse.domain.limits;

import dev.gatehouse.domain.audit.Origin.Solved;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.marks.Marks;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Work that a client may do to be let through a limit once: to find a text with which the SHA-256 of the challenge begins
 * with enough zero bits. Nothing is kept of a challenge but that it has been used; what it is for is sealed into it.
 */
final class Challenges {
    private static final String PURPOSE = "challenge";
    private static final Duration LIFE = Duration.ofMinutes(2);
    /** What one series of wrong tries may add to the work, in bits. */
    private static final int MOST_MORE = 6;

    private static final int LONGEST_CHALLENGE = 100;
    private static final Pattern SOLUTION = Pattern.compile("[0-9]{1,20}");

    /** One that was solved, in time and for this; it may have been used. */
    record Fit(String challenge, Instant until) {}

    private final Seals seals;
    private final Marks marks;
    private final InstantSource clock;
    private final int bits;

    /** @param bits of work for the first challenge */
    Challenges(Seals seals, Marks marks, InstantSource clock, int bits) {
        this.seals = seals;
        this.marks = marks;
        this.clock = clock;
        this.bits = bits;
    }

    /**
     * The refusal with a challenge, harder after more wrong tries.
     *
     * @param what the series that a solution lets one try of through
     * @param beyond how many wrong tries there were beyond the free ones
     */
    Problem offered(Problem refusal, byte[] what, int beyond) {
        int work = bits + Math.clamp(beyond, 0, MOST_MORE);
        ByteBuffer plain = ByteBuffer.allocate(Long.BYTES + 1);
        plain.putLong(clock.instant().plus(LIFE).toEpochMilli()).put((byte) work);
        Map<String, Object> challenge = new LinkedHashMap<>();
        challenge.put("token", seals.seal(PURPOSE, plain.array(), what));
        challenge.put("algorithm", "SHA-256");
        challenge.put("bits", work);
        challenge.put("expires_in", LIFE.toSeconds());
        return refusal.saying("challenge", challenge);
    }

    /** What was sent, where it solves a challenge that was made for this. */
    Optional<Fit> fit(@Nullable Solved sent, byte[] what) {
        if (sent == null
                || sent.challenge().length() > LONGEST_CHALLENGE
                || !SOLUTION.matcher(sent.solution()).matches()) {
            return Optional.empty();
        }
        return seals.open(PURPOSE, sent.challenge(), what).flatMap(bytes -> {
            ByteBuffer plain = ByteBuffer.wrap(bytes);
            Instant until = Instant.ofEpochMilli(plain.getLong());
            int zeros = leadingZeros(Sha256.of(sent.challenge() + "." + sent.solution()));
            return clock.instant().isBefore(until) && zeros >= plain.get()
                    ? Optional.of(new Fit(sent.challenge(), until))
                    : Optional.empty();
        });
    }

    /** Uses it up; of any number of tries with one, the first gets through. */
    boolean spend(Sql sql, Fit fit) {
        return marks.spend(sql, PURPOSE, fit.challenge, fit.until);
    }

    private static int leadingZeros(byte[] hash) {
        int zeros = 0;
        for (byte each : hash) {
            if (each != 0) {
                return zeros + Integer.numberOfLeadingZeros(each & 0xff) - 24;
            }
            zeros += 8;
        }
        return zeros;
    }
}
