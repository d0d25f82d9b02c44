package dev.gatehouse.domain.factors;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.kernel.TypedCode;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticator apps (RFC 6238) with what all of them understand: SHA-1, six digits, thirty seconds. A code is taken in
 * its own step of time and, where the operator lets clocks differ, one before and after; no step's code is taken twice
 * (section 5.2).
 */
public final class Authenticators {
    /** What an app is called where nobody says. */
    public static final String USUAL_NAME = "Authenticator app";

    /** How many an account may have. */
    public static final int MOST = 10;
    /** How long one that was begun may be confirmed. */
    public static final Duration ENROLMENT_LIFE = Duration.ofHours(1);

    static final int DIGITS = 6;
    static final Duration PERIOD = Duration.ofSeconds(30);

    /** 160 bits, the length of the hash (RFC 4226, section 4, R6). */
    private static final int SECRET = 20;

    private static final String SEAL = "authenticator";
    private static final Pattern CODE = Pattern.compile("\\d{" + DIGITS + "}");

    /**
     * One of an account's apps.
     *
     * @param usedAt when a code of it was last taken
     */
    public record Authenticator(UUID id, String name, Instant confirmedAt, Instant usedAt) {}

    /** A code that is right and has not been taken yet. */
    public record Match(UUID id, long step) {}

    private record Stored(UUID id, String name, String sealed, long lastStep) {}

    private final Database database;
    private final Seals seals;
    private final InstantSource clock;
    private final Ids ids;
    private final SecureRandom random;
    private final int drift;
    private final HmacOneTimePasswordGenerator generator = new HmacOneTimePasswordGenerator(DIGITS);

    /** @param drift by how many steps of 30 s the clock of an app may differ; 0 or 1 */
    public Authenticators(
            Database database, Seals seals, InstantSource clock, Ids ids, SecureRandom random, int drift) {
        this.database = database;
        this.seals = seals;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
        this.drift = drift;
    }

    /**
     * Begins to add an app, in place of any other that was begun for the account and not confirmed.
     *
     * @param asking the session or the sign-in that begins it; no other comes to know its key, or may confirm it
     */
    public Enrolment begin(UUID account, String asking, String name) {
        byte[] secret = new byte[SECRET];
        random.nextBytes(secret);
        UUID id = ids.next();
        String sealed = seals.seal(SEAL, secret, bound(account, id));
        database.write(transaction -> {
            transaction.update("DELETE FROM authenticators WHERE account_id = ? AND confirmed_at IS NULL", account);
            return transaction.update(
                    "INSERT INTO authenticators (id, account_id, begun_by, name, secret, created_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    id,
                    account,
                    begunBy(asking),
                    name,
                    sealed,
                    clock.instant());
        });
        return new Enrolment(id, name, Base32.encode(secret));
    }

    /** What this session or sign-in began for the account and can still confirm. */
    public Optional<Enrolment> begun(UUID account, String asking) {
        return pending(account, asking)
                .map(stored -> new Enrolment(stored.id, stored.name, Base32.encode(secret(account, stored))));
    }

    /** The step in which this is the code of the app that was begun; empty where it is not, or that was not begun here. */
    public Optional<Match> matchBegun(UUID account, String asking, UUID id, String typed) {
        return pending(account, asking)
                .filter(stored -> stored.id.equals(id))
                .flatMap(stored -> match(account, stored, TypedCode.of(typed)));
    }

    /**
     * Lets the app count from now on; the code that confirmed it is taken.
     *
     * @return its name; empty where it was confirmed before, or there are too many already
     */
    public Optional<String> confirm(Transaction transaction, UUID account, Match match) {
        Instant now = clock.instant();
        return of(transaction, account).size() >= MOST
                ? Optional.empty()
                : transaction.one(
                        """
                        UPDATE authenticators SET confirmed_at = ?, last_step = ?, used_at = ?
                        WHERE id = ? AND account_id = ? AND confirmed_at IS NULL AND created_at > ?
                        RETURNING name""",
                        row -> row.text("name"),
                        now,
                        match.step,
                        now,
                        match.id,
                        account,
                        now.minus(ENROLMENT_LIFE));
    }

    /** Which of the account's apps shows this code now; not to be asked inside a piece of the database's work. */
    public Optional<Match> match(UUID account, String typed) {
        String code = TypedCode.of(typed);
        return database.read(sql -> stored(sql, "confirmed_at IS NOT NULL", account)).stream()
                .flatMap(stored -> match(account, stored, code).stream())
                .findFirst();
    }

    /** Takes a code; of any number of times at once one is the first. */
    public boolean take(Sql sql, UUID account, Match match) {
        return sql.update("""
                        UPDATE authenticators SET last_step = ?, used_at = ?
                        WHERE id = ? AND account_id = ? AND confirmed_at IS NOT NULL AND last_step < ?""", match.step, clock.instant(), match.id, account, match.step) > 0;
    }

    /** An account's apps in the order in which they were added. */
    public List<Authenticator> of(Sql sql, UUID account) {
        return sql.list(
                """
                SELECT id, name, confirmed_at, used_at FROM authenticators
                WHERE account_id = ? AND confirmed_at IS NOT NULL ORDER BY id LIMIT %d""".formatted(MOST),
                row -> new Authenticator(
                        row.id("id"), row.text("name"), row.instant("confirmed_at"), row.instant("used_at")),
                account);
    }

    /** Gives an app another name; false where the account has no such app. */
    public boolean rename(Sql sql, UUID account, UUID id, String name) {
        return sql.update(
                        "UPDATE authenticators SET name = ? WHERE id = ? AND account_id = ? AND confirmed_at IS NOT NULL",
                        name,
                        id,
                        account)
                > 0;
    }

    /** Takes an app away; empty where the account has no such app, else its name. */
    public Optional<String> remove(Sql sql, UUID account, UUID id) {
        return sql.one(
                "DELETE FROM authenticators WHERE id = ? AND account_id = ? RETURNING name",
                row -> row.text("name"),
                id,
                account);
    }

    private Optional<Stored> pending(UUID account, String asking) {
        Instant after = clock.instant().minus(ENROLMENT_LIFE);
        return database
                .read(sql -> stored(
                        sql,
                        "confirmed_at IS NULL AND begun_by = ? AND created_at > ?",
                        account,
                        begunBy(asking),
                        after))
                .stream()
                .findFirst();
    }

    private static byte[] begunBy(String asking) {
        return Sha256.ofParts("enrolment", asking);
    }

    private static List<Stored> stored(Sql sql, String which, Object... arguments) {
        String query = "SELECT id, name, secret, last_step FROM authenticators WHERE account_id = ? AND " + which
                + " ORDER BY id LIMIT " + MOST;
        return sql.list(
                query,
                row -> new Stored(row.id("id"), row.text("name"), row.text("secret"), row.number("last_step")),
                arguments);
    }

    /** Compares with the codes of all steps that may be meant, so that its time does not tell which it was. */
    private Optional<Match> match(UUID account, Stored stored, String code) {
        if (!CODE.matcher(code).matches()) {
            return Optional.empty();
        }
        SecretKeySpec key = new SecretKeySpec(secret(account, stored), "HmacSHA1");
        long now = clock.millis() / PERIOD.toMillis();
        Match match = null;
        for (long step = now - drift; step <= now + drift; step++) {
            boolean right = MessageDigest.isEqual(bytes(codeAt(key, step)), bytes(code));
            if (right && step > stored.lastStep) {
                match = new Match(stored.id, step);
            }
        }
        return Optional.ofNullable(match);
    }

    private String codeAt(SecretKeySpec key, long step) {
        try {
            return generator.generateOneTimePasswordString(key, step);
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("any 20 bytes are a key for HMAC", impossible);
        }
    }

    private byte[] secret(UUID account, Stored stored) {
        return seals.open(SEAL, stored.sealed, bound(account, stored.id))
                .orElseThrow(() ->
                        new IllegalStateException("the secret of authenticator " + stored.id + " cannot be opened"));
    }

    /** A secret opens in its own row alone. */
    private static byte[] bound(UUID account, UUID id) {
        return bytes(account + " " + id);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
