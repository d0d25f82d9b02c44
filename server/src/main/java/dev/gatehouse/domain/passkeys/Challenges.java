package dev.gatehouse.domain.passkeys;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.marks.Marks;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Challenges that nothing is kept of: what one is for is sealed within it, together with 32 random bytes, and comes back
 * signed. One that has worked leaves a mark, and works no more.
 */
final class Challenges {
    /** From the challenge to the signature. */
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final String PURPOSE = "passkey";
    private static final int RANDOM = 32;
    private static final int PLAIN = Long.BYTES + 2 * Long.BYTES + RANDOM;
    private static final int LONGEST = 256;

    private final Seals seals;
    private final Marks marks;
    private final InstantSource clock;
    private final SecureRandom random;

    Challenges(Seals seals, Marks marks, InstantSource clock, SecureRandom random) {
        this.seals = seals;
        this.marks = marks;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A new challenge, in base64url. Must not be called inside a piece of the database's work.
     *
     * @param place where alone it is good, such as a session
     */
    String make(Challenge.Kind kind, UUID account, String place) {
        byte[] bytes = new byte[RANDOM];
        random.nextBytes(bytes);
        byte[] plain = ByteBuffer.allocate(PLAIN)
                .putLong(clock.instant().plus(LIFE).toEpochMilli())
                .putLong(account.getMostSignificantBits())
                .putLong(account.getLeastSignificantBits())
                .put(bytes)
                .array();
        return seals.seal(PURPOSE, plain, bound(kind, place));
    }

    /** What was made for this, in this place, and has not expired; empty for anything else. */
    Optional<Challenge> open(Challenge.Kind kind, String text, String place) {
        return text.length() > LONGEST
                ? Optional.empty()
                : seals.open(PURPOSE, text, bound(kind, place))
                        .map(plain -> challenge(text, ByteBuffer.wrap(plain)))
                        .filter(challenge -> clock.instant().isBefore(challenge.expiresAt()));
    }

    /** Uses it up; of any number at once one is the first. */
    boolean spend(Sql sql, Challenge challenge) {
        return marks.spend(sql, PURPOSE, challenge.text(), challenge.expiresAt());
    }

    private static Challenge challenge(String text, ByteBuffer plain) {
        Instant end = Instant.ofEpochMilli(plain.getLong());
        return new Challenge(text, new UUID(plain.getLong(), plain.getLong()), end);
    }

    private static byte[] bound(Challenge.Kind kind, String place) {
        return Sha256.of((kind.name() + " " + place).getBytes(StandardCharsets.UTF_8));
    }
}
