package dev.gatehouse.domain.factors;

import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that an account's owner does not want to be asked for a second factor for a while. Each is known by a secret
 * of 256 bits in a cookie, of which the hash is kept.
 */
public final class RememberedDevices {
    /** How many an account may have; where there are more, the oldest is forgotten. */
    static final int MOST = 20;

    private static final int NAME = 12;

    /**
     * One of them.
     *
     * @param id names it to its owner; opens nothing
     */
    public record Device(String id, @Nullable String userAgent, Instant createdAt, Instant expiresAt) {}

    private final Optional<Duration> life;
    private final InstantSource clock;
    private final SecureRandom random;

    public RememberedDevices(FactorSettings settings, InstantSource clock, SecureRandom random) {
        this.life = settings.rememberDevice();
        this.clock = clock;
        this.random = random;
    }

    /** Lets those leave whose time is over. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("remembered_devices", "hash", "expires_at", Duration.ZERO);
    }

    /** For how long one is remembered; empty where none is. */
    public Optional<Duration> life() {
        return life;
    }

    /** Remembers a browser; answers its secret, 43 characters of base64url; empty where none may be remembered. */
    public Optional<String> remember(Sql sql, UUID account, @Nullable String userAgent) {
        return life.map(time -> {
            String secret = RandomText.secret(random);
            Instant now = clock.instant();
            sql.update("""
                    INSERT INTO remembered_devices (hash, account_id, user_agent, created_at, expires_at)
                    VALUES (?, ?, ?, ?, ?)""", Sha256.of(secret), account, userAgent, now, now.plus(time));
            sql.update("""
                    DELETE FROM remembered_devices WHERE hash IN (
                        SELECT hash FROM remembered_devices WHERE account_id = ?
                        ORDER BY created_at DESC, hash LIMIT 1000 OFFSET %d)""".formatted(MOST), account);
            return secret;
        });
    }

    /** Whether this browser is remembered for the account, by the operator's settings as they are now. */
    boolean remembers(Sql sql, UUID account, String secret) {
        if (life.isEmpty() || !RandomText.isSecret(secret)) {
            return false;
        }
        Instant now = clock.instant();
        return sql.one("""
                        SELECT created_at FROM remembered_devices
                        WHERE hash = ? AND account_id = ? AND expires_at > ? AND created_at > ?""", row -> row.instant("created_at"), Sha256.of(secret), account, now, now.minus(life.get()))
                .isPresent();
    }

    /** An account's remembered browsers, the newest first. */
    public List<Device> of(Sql sql, UUID account) {
        Instant now = clock.instant();
        return life.isEmpty()
                ? List.of()
                : kept(sql, account).stream()
                        .filter(device -> device.expiresAt.isAfter(now))
                        .toList();
    }

    /** All that is kept of those, also where none may be remembered any more; the newest first. */
    public List<Device> kept(Sql sql, UUID account) {
        return sql.list(
                """
                SELECT hash, user_agent, created_at, expires_at FROM remembered_devices
                WHERE account_id = ? ORDER BY created_at DESC, hash LIMIT 100""",
                row -> new Device(
                        name(row.bytes("hash")),
                        row.optionalText("user_agent"),
                        row.instant("created_at"),
                        row.instant("expires_at")),
                account);
    }

    /** Forgets one by its {@link Device#id}; false where there is none. */
    public boolean forget(Sql sql, UUID account, String id) {
        return sql
                        .list(
                                "SELECT hash FROM remembered_devices WHERE account_id = ?",
                                row -> row.bytes("hash"),
                                account)
                        .stream()
                        .filter(hash -> name(hash).equals(id))
                        .mapToInt(hash -> sql.update("DELETE FROM remembered_devices WHERE hash = ?", (Object) hash))
                        .sum()
                > 0;
    }

    /** Forgets all of an account's, such as where its password or a factor changes; how many there were. */
    public int forgetAll(Sql sql, UUID account) {
        return sql.update("DELETE FROM remembered_devices WHERE account_id = ?", account);
    }

    /** Half the hash of the hash: enough to tell a few apart. */
    private static String name(byte[] hash) {
        return HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(hash), NAME));
    }
}
