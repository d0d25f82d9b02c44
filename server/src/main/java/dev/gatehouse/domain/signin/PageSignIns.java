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
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.BrowserSessions;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What every sign-in on our pages ends with: a browser that is signed in; and how that ends. */
public final class PageSignIns {
    /** The rooms that a sign-in passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Sessions sessions,
            BrowserSessions browsers,
            StandingProofs proofs,
            Assurance assurance,
            AuditTrail audit) {}

    private final Needs needs;

    public PageSignIns(Needs needs) {
        this.needs = needs;
    }

    /**
     * Signs a browser in for somebody who has proved to be an account, where that still holds and is enough. Both are asked
     * in the transaction that opens the session, while the account's row is held.
     *
     * @param wanted for what they sign in
     * @param before what the browser was signed in with until now
     * @param language of its pages, which is the person's where none is known
     * @param also asked in that transaction too; may change what belongs to the sign-in, such as adding what waited for it
     *     and using up what led here
     * @return empty where the account is gone, disabled, not proved any more, or not enough so
     */
    public Optional<BrowserSessions.Opened> enter(
            Proof proof,
            Wanted wanted,
            Origin from,
            @Nullable Session before,
            String language,
            Predicate<Transaction> also) {
        return needs.database().write(transaction -> {
            UUID account = proof.account();
            Optional<Account> active = needs.accounts().signedIn(transaction, account, language);
            if (active.isEmpty()
                    || !needs.proofs().hold(transaction, proof)
                    || !(needs.assurance().of(transaction, active.get(), proof.how(), wanted)
                            instanceof Verdict.Enough(AuthenticationEvent how))
                    || !also.test(transaction)) {
                return Optional.empty();
            }
            BrowserSessions.Opened opened =
                    needs.browsers().open(transaction, account, how, proof.newest(), from, before);
            AuditEvent event = AuditEvent.success("browser.signed_in")
                    .bySelf(account)
                    .in(opened.session().id().toString())
                    .with("method", how.method())
                    .with("provider", how.provider());
            Instant at = opened.session().authTime();
            AuditEvent whole =
                    proof.byProvider() ? event.with("auth_time", at == null ? "untold" : at.toString()) : event;
            needs.audit().record(transaction, whole, from);
            return Optional.of(opened);
        });
    }

    /** Signs a browser out, and with it every client that it was signed in at from here. */
    public void leave(Session browser, Origin from) {
        needs.database().write(transaction -> {
            if (needs.sessions().end(transaction, browser.id())) {
                AuditEvent event = AuditEvent.success("browser.signed_out")
                        .bySelf(browser.account())
                        .in(browser.id().toString());
                needs.audit().record(transaction, event, from);
            }
            return null;
        });
    }
}
