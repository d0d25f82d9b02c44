package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
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
            Database database, Accounts accounts, Sessions sessions, BrowserSessions browsers, AuditTrail audit) {}

    private final Needs needs;

    public PageSignIns(Needs needs) {
        this.needs = needs;
    }

    /**
     * Signs a browser in for somebody who has proved to be this account.
     *
     * @param at when they did
     * @param before what the browser was signed in with until now
     * @param stillProven asked in the transaction that opens the session, while the account's row is held; may change
     *     what belongs to the sign-in, such as adding what waited for it
     * @return empty where the account is gone, disabled, or not proved any more
     */
    public Optional<BrowserSessions.Opened> enter(
            UUID account,
            AuthenticationEvent how,
            Instant at,
            Origin from,
            @Nullable Session before,
            Predicate<Transaction> stillProven) {
        return needs.database().write(transaction -> {
            Optional<Account> active = needs.accounts().signedIn(transaction, account);
            if (active.isEmpty() || !stillProven.test(transaction)) {
                return Optional.empty();
            }
            BrowserSessions.Opened opened = needs.browsers().open(transaction, account, how, at, from, before);
            AuditEvent event = AuditEvent.success("browser.signed_in")
                    .bySelf(account)
                    .in(opened.session().id().toString())
                    .with("method", how.method())
                    .with("provider", how.provider());
            needs.audit().record(transaction, event, from);
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
