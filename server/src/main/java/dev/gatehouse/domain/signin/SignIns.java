package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.AccessGrant;
import dev.gatehouse.domain.tokens.AccessToken;
import dev.gatehouse.domain.tokens.AccessTokens;
import dev.gatehouse.domain.tokens.RefreshToken;
import dev.gatehouse.domain.tokens.RefreshTokens;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What every way in ends with: a session, an access token and a refresh token for an account that may be used. */
public final class SignIns {
    /** The client of an application's own front end, which needs no registration. */
    public static final String FIRST_PARTY = "gatehouse";

    private static final String SCOPE = "account";

    /**
     * What a sign-in gives.
     *
     * @param refreshToken absent where a bearer token alone was renewed
     */
    public record SignedIn(
            Account account,
            Session session,
            List<String> roles,
            SortedSet<String> permissions,
            AccessToken accessToken,
            @Nullable String refreshToken) {}

    /** The rooms that a sign-in passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Sessions sessions,
            Roles roles,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            AuditTrail audit) {}

    private final Needs needs;

    public SignIns(Needs needs) {
        this.needs = needs;
    }

    /**
     * Opens a session for somebody who has just proved to be this account.
     *
     * @param stillProven asked in the transaction that opens the session, while the account's row is held: whether what
     *     was proved still is so, such as that the password has not been changed meanwhile
     * @return empty where the account is gone, disabled, or not proved any more
     */
    public Optional<SignedIn> begin(
            UUID account, AuthenticationEvent how, Origin from, Predicate<Transaction> stillProven) {
        record Opened(Account account, Session session, List<String> roles, RefreshToken refreshToken) {}
        Optional<Opened> opened = needs.database().write(transaction -> {
            Optional<Account> active = needs.accounts().signedIn(transaction, account);
            if (active.isEmpty() || !stillProven.test(transaction)) {
                return Optional.empty();
            }
            Session session = needs.sessions().open(transaction, account, FIRST_PARTY, SCOPE, how, from);
            RefreshToken refreshToken = needs.refreshTokens().first(transaction, session.id(), session.endsAt());
            List<String> roles = needs.roles().ofAccount(transaction, account);
            AuditEvent event = AuditEvent.success("session.opened")
                    .bySelf(account)
                    .in(session.id().toString())
                    .with("method", how.method())
                    .with("provider", how.provider());
            needs.audit().record(transaction, event, from);
            return Optional.of(new Opened(active.get(), session, roles, refreshToken));
        });
        return opened.map(
                o -> issue(o.account(), o.session(), o.roles(), o.refreshToken().value()));
    }

    /** New tokens for a session that goes on, with the account's roles as they are now. */
    public SignedIn issue(Account account, Session session, List<String> roles, @Nullable String refreshToken) {
        SortedSet<String> permissions = needs.roles().permissionsOf(roles);
        if (!session.provider().equals(AuthenticationEvent.LOCAL)) {
            permissions.add("oauth_linked");
        }
        AccessToken accessToken = needs.accessTokens()
                .issue(new AccessGrant(
                        account.id(),
                        session.id(),
                        session.clientId(),
                        session.scope(),
                        roles,
                        permissions,
                        session.authMethod(),
                        session.provider(),
                        session.amr(),
                        session.acr(),
                        session.authTime(),
                        session.endsAt()));
        return new SignedIn(account, session, roles, permissions, accessToken, refreshToken);
    }
}
