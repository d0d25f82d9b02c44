package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.roles.Roles.Granted;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A session that can go on, whose it is, and what that account may do at this moment: all that new tokens say, read by
 * one statement, because every renewal waits for it.
 */
record Standing(Session session, Account account, Granted granted) {
    private static final String LIVE = """
            SELECT %s, %s, s.*
            FROM accounts JOIN (
                SELECT id AS session_id, account_id, client_id, scope, auth_method, provider, amr, acr, auth_time,
                       user_agent, address, created_at AS session_created_at, ends_at
                FROM sessions WHERE id = %s AND ended_at IS NULL AND ends_at > ?
            ) s ON s.account_id = accounts.id
            WHERE status = 'active'""";
    private static final String BY_SESSION = LIVE.formatted(Account.COLUMNS, Granted.COLUMNS, "?");
    private static final String BY_TOKEN =
            LIVE.formatted(Account.COLUMNS, Granted.COLUMNS, "(SELECT session_id FROM refresh_tokens WHERE hash = ?)");

    static Optional<Standing> ofSession(Sql sql, UUID session, Instant now) {
        return sql.one(BY_SESSION, Standing::of, session, now);
    }

    /** @param hash of a refresh token, whether it is spent or not */
    static Optional<Standing> ofToken(Sql sql, byte[] hash, Instant now) {
        return sql.one(BY_TOKEN, Standing::of, hash, now);
    }

    private static Standing of(Row row) {
        Account account = Account.of(row);
        Session session = new Session(
                row.id("session_id"),
                account.id(),
                row.text("client_id"),
                row.text("scope"),
                row.text("auth_method"),
                row.text("provider"),
                List.of(row.text("amr").split(" ", -1)),
                row.text("acr"),
                Sessions.authTime(row),
                row.optionalText("user_agent"),
                row.optionalText("address"),
                row.instant("session_created_at"),
                row.instant("ends_at"));
        return new Standing(session, account, Granted.of(row));
    }
}
