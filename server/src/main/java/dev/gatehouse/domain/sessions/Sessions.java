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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The sessions. One that ends takes its access tokens with it at once; its refresh tokens ask for a live one. */
public final class Sessions {
    private static final String COLUMNS =
            "id, account_id, client_id, scope, auth_method, provider, amr, acr, auth_time, user_agent, address,"
                    + " created_at, ends_at";

    /**
     * A session as it is used.
     *
     * @param parent the browser's session that it stands under; null where it stands by itself
     * @param lastUsedAt at its sign-in, its newest renewal, or the newest page
     * @param idleEndsAt when it ends unless it is used before; not after its absolute end
     */
    public record Seen(Session session, @Nullable UUID parent, Instant lastUsedAt, Instant idleEndsAt) {}

    /** @param endedAt before its time; null where nobody ended it */
    public record Kept(Session session, @Nullable Instant endedAt) {}

    private final InstantSource clock;
    private final Ids ids;
    private final Duration life;
    private final Duration idle;
    private final Duration longestAccess;
    private final Revocations revocations;

    /** @param longestAccess the longest life of any access token: so long a session lives on without a refresh token */
    public Sessions(
            InstantSource clock, Ids ids, SessionSettings settings, Duration longestAccess, Revocations revocations) {
        this.clock = clock;
        this.ids = ids;
        this.life = settings.life();
        this.idle = settings.browserIdle();
        this.longestAccess = longestAccess;
        this.revocations = revocations;
    }

    /**
     * Begins a session, always with a new id.
     *
     * @param at when the person proved who they are; null where that is not known
     */
    public Session open(
            Transaction transaction,
            UUID account,
            String clientId,
            String scope,
            AuthenticationEvent how,
            @Nullable Instant at,
            Origin from) {
        Session session =
                session(account, clientId, scope, how, at, from, clock.instant().plus(life));
        insert(transaction, session, null);
        return session;
    }

    /**
     * Begins a session at a client for somebody who is signed in on our pages: it tells of that sign-in, and ends with
     * the browser's session where that is ended.
     */
    public Session openUnder(Transaction transaction, Session browser, String clientId, String scope, Origin from) {
        Instant end = clock.instant().plus(life);
        Session session = session(browser.account(), clientId, scope, browser.how(), browser.authTime(), from, end);
        insert(transaction, session, browser.id());
        return session;
    }

    /** A session that is not kept yet. */
    Session session(
            UUID account,
            String clientId,
            String scope,
            AuthenticationEvent how,
            @Nullable Instant authTime,
            Origin from,
            Instant end) {
        return new Session(
                ids.next(),
                account,
                clientId,
                scope,
                how.method(),
                how.provider(),
                how.amr(),
                how.acr(),
                authTime,
                from.userAgent(),
                from.address(),
                clock.instant(),
                end);
    }

    void insert(Transaction transaction, Session session, @Nullable UUID parent) {
        transaction.update(
                "INSERT INTO sessions (%s, parent_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        .formatted(COLUMNS),
                session.id(),
                session.account(),
                session.clientId(),
                session.scope(),
                session.authMethod(),
                session.provider(),
                String.join(" ", session.amr()),
                session.acr(),
                session.authTime() == null ? Instant.EPOCH : session.authTime(),
                session.userAgent(),
                session.address(),
                session.createdAt(),
                session.endsAt(),
                parent);
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
        return seen(sql, account).stream()
                .filter(seen -> seen.idleEndsAt().isAfter(now))
                .toList();
    }

    /** All that are kept of an account's sessions, those that ended too; the newest first. */
    public List<Kept> kept(Sql sql, UUID account, int most) {
        return sql.list(
                "SELECT * FROM sessions WHERE account_id = ? ORDER BY id DESC LIMIT ?",
                row -> new Kept(session(row), row.optionalInstant("ended_at")),
                account,
                most);
    }

    /** How many have not ended. */
    int open(Sql sql, UUID account) {
        return sql.one(
                        "SELECT count(*) AS open FROM sessions WHERE account_id = ? AND ended_at IS NULL AND ends_at > ?",
                        row -> row.count("open"),
                        account,
                        clock.instant())
                .orElse(0);
    }

    /** Those that have not ended, be it that nobody used them for long. */
    List<Seen> seen(Sql sql, UUID account) {
        Instant now = clock.instant();
        return sql.list("""
                SELECT s.*, t.refreshed_at, t.refreshable_till, b.used_at
                FROM sessions s
                LEFT JOIN browser_sessions b ON b.session_id = s.id
                LEFT JOIN (
                    SELECT r.session_id, max(r.created_at) AS refreshed_at, max(r.expires_at) AS refreshable_till
                    FROM refresh_tokens r JOIN sessions o ON o.id = r.session_id
                    WHERE o.account_id = ? AND o.ended_at IS NULL
                    GROUP BY r.session_id
                ) t ON t.session_id = s.id
                WHERE s.account_id = ? AND s.ended_at IS NULL AND s.ends_at > ?
                ORDER BY s.id DESC""", this::seen, account, account, now);
    }

    /** Lets sessions that are over leave, with their refresh tokens. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("sessions", "id", "ends_at", Duration.ZERO);
    }

    /** Ends one session and those that stand under it; false where it has ended before or never was. */
    public boolean end(Transaction transaction, UUID id) {
        boolean ended = !end(transaction, "id = ?", id).isEmpty();
        // By a statement of its own, which sees what was opened under it until the one before had its row.
        end(transaction, "parent_id = ?", id);
        return ended;
    }

    /** Ends one session and the browser's session that it stands under, if any; others under that go on. */
    public boolean signOut(Transaction transaction, UUID id) {
        end(transaction, "id = (SELECT parent_id FROM sessions c WHERE c.id = ?)", id);
        return end(transaction, id);
    }

    /** Ends the sessions that came in by this provider; says how many. */
    public int endByProvider(Transaction transaction, String provider) {
        int ended = 0;
        int now;
        do {
            // Once more, by a statement that sees what was opened under these until the one before had their rows.
            now = end(transaction, "provider = ?", provider).size();
            ended += now;
        } while (now > 0);
        return ended;
    }

    /** Ends the sessions of an account that came in by this provider; says how many. */
    public int endByProvider(Transaction transaction, UUID account, String provider) {
        return end(transaction, "account_id = ? AND provider = ?", account, provider)
                .size();
    }

    /** The providers by which sessions came in that are kept. Asks the index once for each, however many sessions there are. */
    public List<String> providers(Sql sql) {
        List<String> found = new ArrayList<>();
        for (Optional<String> next = provider(sql, ""); next.isPresent(); next = provider(sql, next.get())) {
            found.add(next.get());
        }
        return found;
    }

    private static Optional<String> provider(Sql sql, String after) {
        return sql.one("""
                SELECT provider FROM sessions WHERE provider <> 'local' AND provider > ?
                ORDER BY provider LIMIT 1""", row -> row.text("provider"), after);
    }

    private List<UUID> end(Transaction transaction, String which, @Nullable Object... arguments) {
        Instant now = clock.instant();
        Object[] all = new Object[arguments.length + 2];
        all[0] = now;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = now;
        List<UUID> ended = transaction.list(
                "UPDATE sessions SET ended_at = ? WHERE %s AND ended_at IS NULL AND ends_at > ? RETURNING id"
                        .formatted(which),
                row -> row.id("id"),
                all);
        ended.forEach(id -> revocations.revokeSession(transaction, id));
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

    /** Ends a browser's session of this account and all that stands under it, be it that the first has ended; how many. */
    int endDevice(Transaction transaction, UUID account, UUID device) {
        return end(transaction, "account_id = ? AND (id = ? OR parent_id = ?)", account, device, device)
                .size();
    }

    /** Ends an account's sessions at one client; how many. */
    int endAt(Transaction transaction, UUID account, String clientId) {
        return end(transaction, "account_id = ? AND client_id = ?", account, clientId)
                .size();
    }

    /**
     * Ends an account's sessions.
     *
     * @return how many ended
     */
    public int endAll(Transaction transaction, UUID account) {
        return end(transaction, "account_id = ?", account).size();
    }

    /**
     * Ends an account's sessions but those of one browser: this one, the browser's that it stands under, and what stands
     * under that.
     *
     * @param session null where there is none, and all end
     * @return how many ended
     */
    public int endOthers(Transaction transaction, UUID account, @Nullable UUID session) {
        if (session == null) {
            return endAll(transaction, account);
        }
        String own = "SELECT COALESCE(parent_id, id) FROM sessions o WHERE o.id = ?";
        return end(
                        transaction,
                        "account_id = ? AND id <> (%1$s) AND COALESCE(parent_id, '') <> (%1$s)".formatted(own),
                        account,
                        session,
                        session)
                .size();
    }

    /** Ends up to so many sessions, whosever they are; says how many ended. */
    public int endSome(Transaction transaction, int most) {
        return end(
                        transaction,
                        "id IN (SELECT id FROM sessions WHERE ended_at IS NULL AND ends_at > ? LIMIT ?)",
                        clock.instant(),
                        most)
                .size();
    }

    private Seen seen(Row row) {
        Session session = session(row);
        Instant refreshed = row.optionalInstant("refreshed_at");
        Instant browsed = row.optionalInstant("used_at");
        Instant renewed = Optional.ofNullable(row.optionalInstant("renewed_at")).orElse(session.createdAt());
        Instant last = renewed;
        // An access token may be about that was given then.
        Instant till = renewed.plus(longestAccess);
        if (refreshed != null) {
            last = later(last, refreshed);
            till = later(later(till, refreshed.plus(longestAccess)), row.instant("refreshable_till"));
        }
        if (browsed != null) {
            last = later(last, browsed);
            till = later(till, browsed.plus(idle));
        }
        Instant end = till.isBefore(session.endsAt()) ? till : session.endsAt();
        return new Seen(session, row.optionalId("parent_id"), later(session.createdAt(), last), end);
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** When somebody proved for a session who they are; the column's 0 stands for what nobody told. */
    public static @Nullable Instant authTime(Row row) {
        Instant at = row.instant("auth_time");
        return at.equals(Instant.EPOCH) ? null : at;
    }

    static Session session(Row row) {
        return new Session(
                row.id("id"),
                row.id("account_id"),
                row.text("client_id"),
                row.text("scope"),
                row.text("auth_method"),
                row.text("provider"),
                List.of(row.text("amr").split(" ", -1)),
                row.text("acr"),
                authTime(row),
                row.optionalText("user_agent"),
                row.optionalText("address"),
                row.instant("created_at"),
                row.instant("ends_at"));
    }
}
