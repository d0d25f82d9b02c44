package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.roles.Roles.Granted;
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
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
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

    /**
     * The rooms that a sign-in passes through.
     *
     * @param letsIn whether this provider lets anybody in now, {@code local} being one too
     */
    public record Needs(
            Database database,
            Accounts accounts,
            Sessions sessions,
            Roles roles,
            AccessTokens accessTokens,
            RefreshTokens refreshTokens,
            AuditTrail audit,
            Predicate<String> letsIn) {}

    private record Opened(Account account, Session session, Granted granted, RefreshToken refreshToken) {}

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
        Optional<Opened> opened = needs.database().write(transaction -> {
            Optional<Account> active = needs.accounts().signedIn(transaction, account);
            if (active.isEmpty() || !stillProven.test(transaction)) {
                return Optional.empty();
            }
            Session session = needs.sessions().open(transaction, account, FIRST_PARTY, SCOPE, how, from);
            return Optional.of(opened(transaction, active.get(), session, null, from));
        });
        return opened.map(this::issue);
    }

    /**
     * Opens a session at the first-party client for a browser that is signed in on our pages.
     *
     * @param browser finds the browser's session in the transaction that opens the other; empty where it proves none
     * @return empty where that session has ended or its account may not be used
     */
    public Optional<SignedIn> beginUnder(Function<Transaction, Optional<UUID>> browser, Origin from) {
        Optional<Opened> opened = needs.database().write(transaction -> {
            Optional<Session> found = browser.apply(transaction)
                    .flatMap(id -> needs.sessions().findLive(transaction, id))
                    .filter(session -> needs.letsIn().test(session.provider()));
            Optional<Account> active =
                    found.flatMap(session -> needs.accounts().signedIn(transaction, session.account()));
            // Holds the browser's session, so that whoever ends it comes before or ends this one too.
            if (active.isEmpty()
                    || !needs.sessions().renewed(transaction, found.get().id())) {
                return Optional.empty();
            }
            Session session = needs.sessions().openUnder(transaction, found.get(), FIRST_PARTY, SCOPE, from);
            return Optional.of(
                    opened(transaction, active.get(), session, found.get().id(), from));
        });
        return opened.map(this::issue);
    }

    private Opened opened(
            Transaction transaction, Account account, Session session, @Nullable UUID browser, Origin from) {
        RefreshToken refreshToken = needs.refreshTokens().first(transaction, session.id(), session.endsAt());
        Granted granted = needs.roles().grantedTo(transaction, account.id());
        AuditEvent event = AuditEvent.success("session.opened")
                .bySelf(account.id())
                .in(session.id().toString())
                .with("method", session.authMethod())
                .with("provider", session.provider());
        needs.audit().record(transaction, browser == null ? event : event.with("browser", browser.toString()), from);
        return new Opened(account, session, granted, refreshToken);
    }

    private SignedIn issue(Opened opened) {
        return issue(opened.account, opened.session, opened.granted, opened.refreshToken.value());
    }

    /**
     * New tokens for a session that goes on.
     *
     * @param granted what the account may do, read together with the session
     */
    public SignedIn issue(Account account, Session session, Granted granted, @Nullable String refreshToken) {
        List<String> roles = granted.roles();
        SortedSet<String> permissions = new TreeSet<>(granted.permissions());
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
