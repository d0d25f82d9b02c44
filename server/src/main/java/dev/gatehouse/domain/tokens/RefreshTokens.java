package dev.gatehouse.domain.tokens;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens in chains, one chain a session. Rows are only ever added: a token is spent when another names it as its
 * parent, and a unique index lets only one do so. A use costs one read, which the caller makes together with what it
 * needs for the access token, and one statement here; only where that changes nothing is there more to ask.
 */
public final class RefreshTokens {
    /** No honest client is so many answers behind within its grace; whoever is has a copy, and costs too much to follow. */
    private static final int LONGEST_WALK = 100;

    /**
     * What the room needs.
     *
     * @param random a {@link java.security.SecureRandom}
     */
    public record Needs(
            Database database,
            TokenSettings settings,
            SessionEnder sessions,
            InstantSource clock,
            RandomGenerator random) {}

    /** A token that is known, spent or not, and the session that it belongs to. */
    public record Known(UUID session, Instant expiresAt) {}

    /** Where a token stands: when its session and itself end, and its one child where it is spent. */
    private record Place(
            UUID session,
            Instant expiresAt,
            boolean live,
            byte @Nullable [] childSeed,
            @Nullable Instant spentAt) {}

    private final Database database;
    private final Duration ttl;
    private final Duration grace;
    private final SessionEnder sessions;
    private final InstantSource clock;
    private final RandomGenerator random;

    public RefreshTokens(Needs needs) {
        this.database = needs.database();
        this.ttl = needs.settings().refreshTtl();
        this.grace = needs.settings().refreshGrace();
        this.sessions = needs.sessions();
        this.clock = needs.clock();
        this.random = needs.random();
    }

    /** Lets expired rows leave; of a chain they are the oldest. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("refresh_tokens", "hash", "expires_at", Duration.ZERO);
    }

    /** The first token of a session that the same transaction has made. */
    public RefreshToken first(Transaction tx, UUID session, Instant sessionEnd) {
        RefreshSecret secret = RefreshSecret.random(random);
        Instant now = clock.instant();
        Instant sliding = now.plus(ttl);
        Instant end = sliding.isBefore(sessionEnd) ? sliding : sessionEnd;
        tx.update(
                "INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                secret.hash(),
                session,
                now,
                end);
        return new RefreshToken(secret.value(), end);
    }

    /** What a caller joins {@code refresh_tokens.hash} with, to read a session by its token; empty where it is no token. */
    public static Optional<byte[]> hash(String token) {
        return RefreshSecret.parse(token).map(RefreshSecret::hash);
    }

    /** The session of a token, whether spent or not; for revocation and introspection. */
    public Optional<Known> find(Sql sql, String token) {
        return hash(token)
                .flatMap(hash -> sql.one(
                        "SELECT session_id, expires_at FROM refresh_tokens WHERE hash = ?",
                        row -> new Known(row.id("session_id"), row.instant("expires_at")),
                        hash));
    }

    /**
     * Spends a token. Among any number of calls at once with the same token one gets {@code Rotated} and the others, inside
     * the grace, {@code Retried} with the very same successor.
     */
    public RefreshOutcome rotate(String token) {
        RefreshSecret parent = RefreshSecret.parse(token).orElse(null);
        if (parent == null) {
            return new RefreshOutcome.Unknown();
        }
        byte[] seed = RefreshSecret.seed(random);
        RefreshSecret next = parent.successor(seed);
        Instant now = clock.instant();
        Instant sliding = now.plus(ttl);
        Optional<Instant> end = database.single(sql -> sql.one(
                """
                INSERT INTO refresh_tokens (hash, parent_hash, session_id, seed, created_at, expires_at)
                SELECT ?, p.hash, p.session_id, ?, ?, CASE WHEN s.ends_at < ? THEN s.ends_at ELSE ? END
                FROM refresh_tokens p
                JOIN sessions s ON s.id = p.session_id
                JOIN accounts a ON a.id = s.account_id
                WHERE p.hash = ? AND p.expires_at > ? AND s.ended_at IS NULL AND s.ends_at > ?
                  AND a.status = 'active'
                ON CONFLICT (parent_hash) DO NOTHING
                RETURNING expires_at""",
                row -> row.instant("expires_at"),
                next.hash(),
                seed,
                now,
                sliding,
                sliding,
                parent.hash(),
                now,
                now));
        return end.<RefreshOutcome>map(at -> new RefreshOutcome.Rotated(new RefreshToken(next.value(), at)))
                .orElseGet(() -> database.write(tx -> explain(tx, parent)));
    }

    /** Why the statement changed nothing; where the token was spent too long ago, the family ends here and now. */
    private RefreshOutcome explain(Transaction tx, RefreshSecret presented) {
        Instant now = clock.instant();
        RefreshSecret secret = presented;
        for (int step = 0; ; step++) {
            Place place = place(tx, secret, now).orElse(null);
            if (place == null) {
                return new RefreshOutcome.Unknown();
            }
            if (!place.live) {
                return new RefreshOutcome.Expired();
            }
            if (place.childSeed == null || place.spentAt == null) {
                return step > 0 && now.isBefore(place.expiresAt)
                        ? new RefreshOutcome.Retried(new RefreshToken(secret.value(), place.expiresAt))
                        : new RefreshOutcome.Expired();
            }
            if (step == LONGEST_WALK || grace.isZero() || now.isAfter(place.spentAt.plus(grace))) {
                sessions.end(tx, place.session, now);
                return new RefreshOutcome.Reused(place.session);
            }
            secret = secret.successor(place.childSeed);
        }
    }

    private static Optional<Place> place(Sql sql, RefreshSecret secret, Instant now) {
        return sql.one("""
                SELECT t.session_id, t.expires_at, s.ended_at, s.ends_at, a.status,
                       c.seed AS child_seed, c.created_at AS spent_at
                FROM refresh_tokens t
                JOIN sessions s ON s.id = t.session_id
                JOIN accounts a ON a.id = s.account_id
                LEFT JOIN refresh_tokens c ON c.parent_hash = t.hash
                WHERE t.hash = ?""", row -> place(row, now), secret.hash());
    }

    private static Place place(Row row, Instant now) {
        boolean live = row.optionalInstant("ended_at") == null
                && now.isBefore(row.instant("ends_at"))
                && row.text("status").equals("active");
        return new Place(
                row.id("session_id"),
                row.instant("expires_at"),
                live,
                row.optionalBytes("child_seed"),
                row.optionalInstant("spent_at"));
    }
}
