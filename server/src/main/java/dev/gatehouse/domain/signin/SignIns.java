package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.assurance.Wanted;
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
            StandingProofs proofs,
            Assurance assurance,
            Predicate<String> letsIn) {}

    /** What comes of a sign-in. */
    public sealed interface Begun {
        /** It is done. */
        record Done(SignedIn signedIn) implements Begun {}

        /** What was shown holds, and is not enough. */
        record Wanting(Account account, Verdict verdict) implements Begun {}

        /** The account is gone, disabled, or not proved any more. */
        record Refused() implements Begun {}
    }

    private record Halfway(
            @Nullable Account account,
            @Nullable Verdict verdict,
            @Nullable Opened opened) {}

    private record Opened(Account account, Session session, Granted granted, RefreshToken refreshToken) {}

    private final Needs needs;

    public SignIns(Needs needs) {
        this.needs = needs;
    }

    /**
     * Opens a session for somebody who has just proved to be an account, where that still holds and is enough. Both are
     * asked in the transaction that opens it, while the account's row is held.
     *
     * @param device the secret of a browser that may not be asked for a second factor; null where it has none
     * @param replaced the session whose cookies this one's take the place of, whosever it was: it ends; null where there is none
     */
    public Begun begin(Proof proof, @Nullable String device, @Nullable UUID replaced, Origin from) {
        Halfway halfway = needs.database().write(transaction -> {
            Optional<Account> active = needs.accounts().signedIn(transaction, proof.account());
            if (active.isEmpty() || !needs.proofs().hold(transaction, proof)) {
                return new Halfway(null, null, null);
            }
            Account account = active.get();
            Verdict verdict =
                    needs.assurance().of(transaction, account, proof.how(), new Wanted(FIRST_PARTY, null, device));
            if (!(verdict instanceof Verdict.Enough enough)) {
                return new Halfway(account, verdict, null);
            }
            end(transaction, replaced);
            Session session = needs.sessions()
                    .open(transaction, account.id(), FIRST_PARTY, SCOPE, enough.how(), proof.newest(), from);
            return new Halfway(account, verdict, opened(transaction, account, session, null, from));
        });
        if (halfway.opened != null) {
            return new Begun.Done(issue(halfway.opened));
        }
        return halfway.account == null || halfway.verdict == null
                ? new Begun.Refused()
                : new Begun.Wanting(halfway.account, halfway.verdict);
    }

    /**
     * Opens a session at the first-party client for a browser that is signed in on our pages.
     *
     * @param browser finds the browser's session in the transaction that opens the other; empty where it proves none
     * @param replaced the session whose cookies this one's take the place of: it ends; null where there is none
     * @return empty where that session has ended, is not enough for that client, or its account may not be used
     */
    public Optional<SignedIn> beginUnder(
            Function<Transaction, Optional<UUID>> browser, @Nullable UUID replaced, Origin from) {
        Optional<Opened> opened = needs.database().write(transaction -> {
            Optional<Session> found = browser.apply(transaction)
                    .flatMap(id -> needs.sessions().findLive(transaction, id))
                    .filter(session -> needs.letsIn().test(session.provider()));
            Optional<Account> active =
                    found.flatMap(session -> needs.accounts().signedIn(transaction, session.account()));
            // Holds the browser's session, so that whoever ends it comes before or ends this one too.
            if (active.isEmpty()
                    || !needs.assurance()
                            .of(transaction, active.get(), found.get().how(), Wanted.at(FIRST_PARTY))
                            .enough()
                    || !needs.sessions().renewed(transaction, found.get().id())) {
                return Optional.empty();
            }
            end(transaction, replaced);
            Session session = needs.sessions().openUnder(transaction, found.get(), FIRST_PARTY, SCOPE, from);
            return Optional.of(
                    opened(transaction, active.get(), session, found.get().id(), from));
        });
        return opened.map(this::issue);
    }

    private void end(Transaction transaction, @Nullable UUID replaced) {
        if (replaced != null) {
            needs.sessions().end(transaction, replaced);
        }
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
