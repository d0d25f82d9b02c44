package dev.gatehouse.domain.sessions;

import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sessions. One that ends takes its access tokens with it at once; its refresh tokens ask for a live one. */
public final class Sessions {
    private static final String COLUMNS =
            "id, account_id, client_id, scope, auth_method, provider, amr, acr, auth_time, user_agent, address,"
                    + " created_at, ends_at";

    /** A session and when it was last seen: at its sign-in or its newest renewal. */
    public record Seen(Session session, Instant lastUsedAt) {}

    private final InstantSource clock;
    private final Ids ids;
    private final Duration life;
    private final Duration longestAccess;
    private final Revocations revocations;

    /**
     * @param life from the sign-in to the session's absolute end
     * @param longestAccess the longest life of any access token: so long a session lives on without a refresh token
     */
    public Sessions(InstantSource clock, Ids ids, Duration life, Duration longestAccess, Revocations revocations) {
        this.clock = clock;
        this.ids = ids;
        this.life = life;
        this.longestAccess = longestAccess;
        this.revocations = revocations;
    }

    /** Begins a session, always with a new id. */
    public Session open(
            Transaction transaction,
            UUID account,
            String clientId,
            String scope,
            AuthenticationEvent how,
            Origin from) {
        Instant now = clock.instant();
        Session session = new Session(
                ids.next(),
                account,
                clientId,
                scope,
                how.method(),
                how.provider(),
                how.amr(),
                how.acr(),
                now,
                from.userAgent(),
                from.address(),
                now,
                now.plus(life));
        transaction.update(
                "INSERT INTO sessions (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)".formatted(COLUMNS),
                session.id(),
                account,
                clientId,
                scope,
                how.method(),
                how.provider(),
                String.join(" ", how.amr()),
                how.acr(),
                now,
                from.userAgent(),
                from.address(),
                now,
                session.endsAt());
        return session;
    }

    /** The session with this id, where it still lives. */
    public Optional<Session> findLive(Sql sql, UUID id) {
        return sql.one(
                "SELECT %s FROM sessions WHERE id = ? AND ended_at IS NULL AND ends_at > ?".formatted(COLUMNS),
                Sessions::session,
                id,
                clock.instant());
    }

    /** Notes that an access token of this session was renewed by itself; false where the session has ended. */
    public boolean renewed(Sql sql, UUID id) {
        Instant now = clock.instant();
        return sql.update(
                        "UPDATE sessions SET renewed_at = ? WHERE id = ? AND ended_at IS NULL AND ends_at > ?",
                        now,
                        id,
                        now)
                > 0;
    }

    /**
     * An account's live sessions, the newest first: those that can still be refreshed, and those seen so lately that an
     * access token may be about. A session's last refresh token may have been swept away.
     */
    public List<Seen> live(Sql sql, UUID account) {
        Instant now = clock.instant();
        Instant lately = now.minus(longestAccess);
        return sql.list("""
                SELECT s.*, t.refreshed_at
                FROM sessions s
                LEFT JOIN (
                    SELECT r.session_id, max(r.created_at) AS refreshed_at, max(r.expires_at) AS expires_at
                    FROM refresh_tokens r JOIN sessions o ON o.id = r.session_id WHERE o.account_id = ?
                    GROUP BY r.session_id
                ) t ON t.session_id = s.id
                WHERE s.account_id = ? AND s.ended_at IS NULL AND s.ends_at > ?
                  AND (t.expires_at > ? OR t.refreshed_at > ? OR COALESCE(s.renewed_at, s.created_at) > ?)
                ORDER BY s.id DESC""", Sessions::seen, account, account, now, now, lately, lately);
    }

    /** Lets sessions that are over leave, with their refresh tokens. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("sessions", "id", "ends_at", Duration.ZERO);
    }

    /** Ends one session; false where it has ended before or never was. */
    public boolean end(Transaction transaction, UUID id) {
        Instant now = clock.instant();
        boolean ended = transaction.update(
                        "UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL AND ends_at > ?",
                        now,
                        id,
                        now)
                > 0;
        if (ended) {
            revocations.revokeSession(transaction, id);
        }
        return ended;
    }

    /** Ends one session of this account; false where it is somebody else's, has ended, or never was. */
    public boolean end(Transaction transaction, UUID account, UUID id) {
        return transaction
                        .one(
                                "SELECT id FROM sessions WHERE id = ? AND account_id = ?",
                                row -> row.id("id"),
                                id,
                                account)
                        .isPresent()
                && end(transaction, id);
    }

    /**
     * Ends an account's sessions.
     *
     * @param except the one that stays, if any
     * @return how many ended
     */
    public int endAll(Transaction transaction, UUID account, @Nullable UUID except) {
        Instant now = clock.instant();
        List<UUID> ended =
                transaction.list("""
                UPDATE sessions SET ended_at = ?
                WHERE account_id = ? AND ended_at IS NULL AND ends_at > ? AND id <> ?
                RETURNING id""", row -> row.id("id"), now, account, now, except == null ? "" : except.toString());
        ended.forEach(id -> revocations.revokeSession(transaction, id));
        return ended.size();
    }

    private static Seen seen(Row row) {
        Session session = session(row);
        Instant last = Stream.of(row.optionalInstant("refreshed_at"), row.optionalInstant("renewed_at"))
                .filter(Objects::nonNull)
                .reduce(session.createdAt(), (one, other) -> one.isAfter(other) ? one : other);
        return new Seen(session, last);
    }

    private static Session session(Row row) {
        return new Session(
                row.id("id"),
                row.id("account_id"),
                row.text("client_id"),
                row.text("scope"),
                row.text("auth_method"),
                row.text("provider"),
                List.of(row.text("amr").split(" ", -1)),
                row.text("acr"),
                row.instant("auth_time"),
                row.optionalText("user_agent"),
                row.optionalText("address"),
                row.instant("created_at"),
                row.instant("ends_at"));
    }
}
