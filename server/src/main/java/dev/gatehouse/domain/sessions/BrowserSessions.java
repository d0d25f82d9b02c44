package dev.gatehouse.domain.sessions;

import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that are signed in on our own pages, and so at every client that sends them there. Each is a session like
 * others, known by a secret of 256 bits in a cookie, of which the hash is kept. It ends when it is not used for long, at
 * its absolute end, and with whatever ends sessions.
 */
public final class BrowserSessions {
    /** What sessions on our own pages are a session at. */
    public static final String CLIENT = "gatehouse-pages";

    /** How exactly the last use is known: a page costs no write. */
    private static final Duration GRAIN = Duration.ofMinutes(1);

    /** A new session, and the secret that the browser gets. */
    public record Opened(Session session, String secret) {
        /** Without the secret, which nobody may log. */
        @Override
        public String toString() {
            return "Opened[" + session.id() + "]";
        }
    }

    private record Found(Session session, Instant usedAt) {}

    private final Sessions sessions;
    private final Duration idle;
    private final Duration life;
    private final Predicate<String> letsIn;
    private final InstantSource clock;
    private final SecureRandom random;

    /** @param letsIn whether this provider lets anybody in now, {@code local} being one too */
    public BrowserSessions(
            Sessions sessions,
            SessionSettings settings,
            Predicate<String> letsIn,
            InstantSource clock,
            SecureRandom random) {
        this.sessions = sessions;
        this.idle = settings.browserIdle();
        this.life = settings.browserLife();
        this.letsIn = letsIn;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Signs a browser in, always with a new id and a new secret, so that nobody can have known them before.
     *
     * @param at when that was proved; null where that is not known
     * @param before what the browser was signed in with until now. Of the same account, its clients' sessions go on under
     *     the new one; of another, they end.
     */
    public Opened open(
            Transaction transaction,
            UUID account,
            AuthenticationEvent how,
            @Nullable Instant at,
            Origin from,
            @Nullable Session before) {
        Instant now = clock.instant();
        Session session = sessions.session(account, CLIENT, "", how, at, from, now.plus(life));
        sessions.insert(transaction, session, null);
        String secret = RandomText.secret(random);
        transaction.update(
                "INSERT INTO browser_sessions (session_id, secret_hash, used_at) VALUES (?, ?, ?)",
                session.id(),
                Sha256.of(secret),
                now);
        if (before != null) {
            if (before.account().equals(account)) {
                transaction.update("UPDATE sessions SET parent_id = ? WHERE parent_id = ?", session.id(), before.id());
            }
            sessions.end(transaction, before.id());
        }
        return new Opened(session, secret);
    }

    /** The live session that a browser's cookie stands for, of an account that may be used; notes its use. */
    public Optional<Session> find(Database database, String secret) {
        if (!RandomText.isSecret(secret)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Optional<Found> found =
                database.read(sql -> find(sql, secret, now)).filter(it -> letsIn.test(it.session.provider()));
        found.filter(it -> it.usedAt.isBefore(now.minus(GRAIN)))
                .ifPresent(it -> database.single(sql -> sql.update(
                        "UPDATE browser_sessions SET used_at = ? WHERE session_id = ?", now, it.session.id())));
        return found.map(Found::session);
    }

    private Optional<Found> find(Sql sql, String secret, Instant now) {
        return sql.one("""
                SELECT s.*, b.used_at
                FROM browser_sessions b
                JOIN sessions s ON s.id = b.session_id
                JOIN accounts a ON a.id = s.account_id
                WHERE b.secret_hash = ? AND b.used_at > ? AND s.ended_at IS NULL AND s.ends_at > ?
                  AND a.status = 'active'""", BrowserSessions::found, Sha256.of(secret), now.minus(idle), now);
    }

    private static Found found(Row row) {
        return new Found(Sessions.session(row), row.instant("used_at"));
    }
}
