package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.identities.GivingWay;
import dev.gatehouse.domain.identities.Identities;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.platform.sql.Transaction;
import java.util.UUID;

/**
 * Gives an account to whoever has just shown to read its mail, where nobody had shown that before: a stranger may have made
 * it with their address and wait (row A30 of the attacks that are tested). Everything that leads into it goes; except where
 * an administrator gave it its address or a role: a mailbox alone gets past no second factor of such an account. Nor past
 * what an account that was verified by a click alone has set up since; there, what the click left goes with the first other
 * proof of the mailbox.
 */
public final class Reclaiming {
    /**
     * The rooms that keep what leads into an account.
     *
     * @param givingWay says which accounts a stranger may have made
     */
    public record Needs(
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            Identities identities,
            GivingWay givingWay,
            Factors factors,
            OneTimeLinks links,
            Codes codes,
            AuditTrail audit) {}

    private final Needs needs;

    public Reclaiming(Needs needs) {
        this.needs = needs;
    }

    /**
     * Notes that the account's address is proven. Where it had not been, and a stranger may have made the account, sessions,
     * password, linked identities, passkeys, second factors, remembered devices, and links and codes on their way are gone
     * after that. The account's row is held.
     *
     * @return whether they are
     */
    public boolean prove(Transaction transaction, Account account, Origin from) {
        return prove(transaction, account, false, from);
    }

    /**
     * The same where somebody followed the letter of a sign-up: whoever has chosen its password signs in by it next.
     *
     * @return as {@link #prove}
     */
    boolean confirm(Transaction transaction, Account account, Origin from) {
        return prove(transaction, account, true, from);
    }

    private boolean prove(Transaction transaction, Account account, boolean keepsPassword, Origin from) {
        UUID id = account.id();
        boolean clicked = account.emailVerified() && needs.accounts.emailClicked(transaction, id);
        if (account.emailVerified() && !clicked) {
            return false;
        }
        boolean doubtful = clicked
                ? needs.givingWay.anybodyMayHaveMade(transaction, account)
                : needs.givingWay.may(transaction, account);
        needs.accounts.complete(transaction, id, true, null, null);
        if (!doubtful) {
            return false;
        }
        int sessions = needs.sessions.endAll(transaction, id);
        boolean keepsFactors = clicked && needs.factors.held(transaction, id).asks();
        int identities = needs.identities.removeAll(transaction, id);
        int factors = keepsFactors ? 0 : needs.factors.removeAll(transaction, id);
        needs.links.withdrawAll(transaction, id);
        needs.codes.withdraw(transaction, id);
        AuditEvent event = AuditEvent.success("account.reclaimed")
                .bySelf(id)
                .with("sessions", Integer.toString(sessions))
                .with("password", password(transaction, id, keepsPassword))
                .with("identities", Integer.toString(identities))
                .with("factors", Integer.toString(factors));
        needs.audit.record(transaction, event, from);
        return true;
    }

    private String password(Transaction transaction, UUID account, boolean kept) {
        if (!kept) {
            return needs.passwords.remove(transaction, account) ? "removed" : "none";
        }
        if (needs.passwords.find(transaction, account).isEmpty()) {
            return "none";
        }
        needs.accounts.clicked(transaction, account);
        return "kept";
    }
}
