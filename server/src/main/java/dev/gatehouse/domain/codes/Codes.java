package dev.gatehouse.domain.codes;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.kernel.TypedCode;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Codes of six random digits for mail. One is good for the request that asked for it and no other, once, for a few tries
 * and for at most ten minutes. Its hash is keyed with what is not in the table: a million digests are soon made.
 */
public final class Codes {
    /** From a code's making to its end, at most. */
    public static final Duration LONGEST = Duration.ofMinutes(10);
    /** Wrong tries after which a code is good for nothing. */
    public static final int TRIES = 5;

    private static final int DIGITS = 6;
    private static final int ALL = 1_000_000;
    private static final int HASH = 32;
    private static final String KEY = "mailed code";

    /** What a code is good for. */
    public enum Purpose {
        SECOND_FACTOR("second_factor"),
        SIGN_IN("sign_in");

        private final String label;

        Purpose(String label) {
            this.label = label;
        }
    }

    /** What came of a try. */
    public enum Result {
        /** It was the code, which is used up now. */
        RIGHT,
        /** It was not, and the try counts. */
        WRONG,
        /** There is none, or it has expired, been used, or been tried too often. */
        NONE
    }

    private record Found(UUID id, byte[] hash) {}

    private final Seals seals;
    private final InstantSource clock;
    private final Ids ids;
    private final SecureRandom random;

    public Codes(Seals seals, InstantSource clock, Ids ids, SecureRandom random) {
        this.seals = seals;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
    }

    /** Lets codes that nobody typed leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("mailed_codes", "id", "expires_at", Duration.ZERO);
    }

    /**
     * Makes a code, in place of an earlier one for the same request. How often that may happen is for the caller to
     * limit: each code brings new tries.
     *
     * @param bound what asked for it, such as the secret of its browser or the id of its sign-in; any text
     * @param life at most {@link #LONGEST}
     * @return six digits
     */
    public String issue(Sql sql, Purpose purpose, UUID account, String bound, Duration life) {
        if (life.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a code lives for at most " + LONGEST);
        }
        String code = String.format("%0" + DIGITS + "d", random.nextInt(ALL));
        UUID id = ids.next();
        Instant now = clock.instant();
        sql.update(
                """
                INSERT INTO mailed_codes (id, purpose, account_id, hash, bound, tries, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, 0, ?, ?)
                ON CONFLICT (account_id, purpose, bound) DO UPDATE SET
                    id = excluded.id, hash = excluded.hash, tries = 0,
                    created_at = excluded.created_at, expires_at = excluded.expires_at""", id, purpose.label, account, seals.mac(KEY, of(id, code)), Sha256.of(bound), now, now.plus(life));
        return code;
    }

    /**
     * Tries a code. The transaction has to end well where the answer is not {@link Result#RIGHT} too: else the try does
     * not count.
     *
     * @param bound what asked for the code, as it was given when it was made
     * @param typed what somebody typed; blanks and dashes in it do not matter
     */
    public Result check(Transaction transaction, Purpose purpose, UUID account, String bound, String typed) {
        Optional<Found> found = transaction.one(
                """
                UPDATE mailed_codes SET tries = tries + 1
                WHERE account_id = ? AND purpose = ? AND bound = ? AND expires_at > ? AND tries < ?
                RETURNING id, hash""",
                row -> new Found(row.id("id"), row.bytes("hash")),
                account,
                purpose.label,
                Sha256.of(bound),
                clock.instant(),
                TRIES);
        if (found.isEmpty()) {
            return Result.NONE;
        }
        Found code = found.get();
        String digits = TypedCode.of(typed);
        if (!seals.hasMac(KEY, of(code.id, digits), code.hash)) {
            return Result.WRONG;
        }
        return transaction.update("DELETE FROM mailed_codes WHERE id = ?", code.id) > 0 ? Result.RIGHT : Result.NONE;
    }

    /**
     * Whether this is the code, which stays as it is: for whoever counts the tries elsewhere, {@link #TRIES} at most. Where
     * there is none the same is done for nothing, so that the time does not tell who has one.
     */
    public boolean fits(Sql sql, Purpose purpose, UUID account, String bound, String typed) {
        Optional<Found> found = sql.one(
                "SELECT id, hash FROM mailed_codes WHERE account_id = ? AND purpose = ? AND bound = ? AND expires_at > ?",
                row -> new Found(row.id("id"), row.bytes("hash")),
                account,
                purpose.label,
                Sha256.of(bound),
                clock.instant());
        Found code = found.orElse(new Found(account, new byte[HASH]));
        return seals.hasMac(KEY, of(code.id, TypedCode.of(typed)), code.hash) && found.isPresent();
    }

    /** Uses up a code that {@linkplain #fits fits}; false where it is gone by now. */
    public boolean spend(Transaction transaction, Purpose purpose, UUID account, String bound) {
        return transaction.update(
                        "DELETE FROM mailed_codes WHERE account_id = ? AND purpose = ? AND bound = ?",
                        account,
                        purpose.label,
                        Sha256.of(bound))
                > 0;
    }

    /** Lets an account's codes for this purpose stop working, such as where its address changes. */
    public void withdraw(Sql sql, Purpose purpose, UUID account) {
        sql.update("DELETE FROM mailed_codes WHERE account_id = ? AND purpose = ?", account, purpose.label);
    }

    /** Lets all of an account's codes stop working. */
    public void withdraw(Sql sql, UUID account) {
        sql.update("DELETE FROM mailed_codes WHERE account_id = ?", account);
    }

    private static byte[] of(UUID id, String code) {
        return Sha256.ofParts(id.toString(), code);
    }
}
