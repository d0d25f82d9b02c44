package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.identities.WaysLeft;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.CreationOptions;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Passkey;
import dev.gatehouse.domain.passkeys.Passkeys;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people do with their passkeys: add, name and remove them, and have one asked for after their password. That they
 * proved a moment ago who they are is for the caller to see to.
 */
public final class PasskeyChanges {
    /** The rooms that a change passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Passkeys passkeys,
            Ceremonies ceremonies,
            Sessions sessions,
            Factors factors,
            FactorRules rules,
            WaysLeft waysLeft,
            AuditTrail audit) {}

    /**
     * An account's passkeys.
     *
     * @param removable the ids of those without which the account could still be entered
     * @param asked whether one is asked for after any other first proof
     */
    public record Listed(List<Passkey> passkeys, List<UUID> removable, boolean asked) {
        public Listed {
            passkeys = List.copyOf(passkeys);
            removable = List.copyOf(removable);
        }
    }

    private final Needs needs;

    public PasskeyChanges(Needs needs) {
        this.needs = needs;
    }

    /** An account's passkeys as they are now. */
    public Listed of(UUID account) {
        WaysLeft.Now ways = needs.waysLeft().now();
        return needs.database().read(sql -> {
            List<Passkey> all = needs.passkeys().ofAccount(sql, account);
            List<UUID> removable = all.stream()
                    .map(Passkey::id)
                    .filter(id -> ways.withoutPasskey(sql, account, id))
                    .toList();
            return new Listed(all, removable, needs.factors().held(sql, account).asksForPasskey());
        });
    }

    /**
     * What a browser needs to make one more.
     *
     * @throws Problem {@link ErrorCode#INVALID_TOKEN} where the account is gone
     */
    public CreationOptions options(UUID account, Place place) {
        Account owner = needs.database()
                .read(sql -> needs.accounts().find(sql, account))
                .orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN).because("the account is gone"));
        String name = owner.name() == null ? owner.label() : owner.name();
        return needs.ceremonies().make(new Ceremonies.Owner(account, owner.label(), name), place);
    }

    /**
     * Keeps a passkey that was made and verified.
     *
     * @param session in which its owner proved who they are; it has to live still
     * @param endOthers whether all other sessions of the account end
     * @param name what its owner calls it; null for a name that suggests itself
     * @throws Problem as {@link Ceremonies#keep}; {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION} as
     *     {@link FactorRules#requireOwner}
     */
    public Passkey add(
            UUID account, UUID session, boolean endOthers, NewPasskey made, @Nullable String name, Origin from) {
        return needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, account, session);
            Passkey kept = needs.ceremonies().keep(transaction, account, made, name, from);
            if (endOthers) {
                needs.sessions().endOthers(transaction, account, session);
            }
            return kept;
        });
    }

    /**
     * Calls a passkey something else.
     *
     * @param name 1 to 64 characters
     * @throws Problem {@link ErrorCode#NOT_FOUND}
     */
    public Passkey rename(UUID account, UUID session, UUID id, String name, Origin from) {
        return needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, account, session);
            if (!needs.passkeys().rename(transaction, account, id, name)) {
                throw Problem.of(ErrorCode.NOT_FOUND);
            }
            record(transaction, AuditEvent.success("passkey.renamed"), account, id, from);
            return needs.passkeys().find(transaction, account, id).orElseThrow();
        });
    }

    /**
     * Takes a passkey away; nobody gets in by it any more, also who has just shown it. Who removes two at once is left
     * with one.
     *
     * @param present the session that stays
     * @param endOthers whether all other sessions of the account end
     * @throws Problem {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#LAST_SIGN_IN_METHOD} where neither a password, nor
     *     another passkey, nor an identity would be left that gets in now; {@link ErrorCode#LAST_SECOND_FACTOR} where one is
     *     required and this was it
     */
    public void remove(UUID account, UUID id, UUID present, boolean endOthers, Origin from) {
        WaysLeft.Now ways = needs.waysLeft().now();
        needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, account, present);
            Passkey passkey =
                    needs.passkeys().find(transaction, account, id).orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
            if (!ways.withoutPasskey(transaction, account, id)) {
                throw Problem.of(ErrorCode.LAST_SIGN_IN_METHOD);
            }
            needs.passkeys().remove(transaction, account, id);
            if (!needs.passkeys().any(transaction, account)) {
                needs.factors().choosePasskeys(transaction, account, false);
            }
            needs.rules().settle(transaction, account);
            int ended = endOthers ? needs.sessions().endOthers(transaction, account, present) : 0;
            AuditEvent event = AuditEvent.success("passkey.removed")
                    .with("name", passkey.name())
                    .with("sessions_ended", Integer.toString(ended));
            record(transaction, event, account, id, from);
            return null;
        });
    }

    /**
     * Has a passkey asked for after any other first proof, or not any more.
     *
     * @param endOthers whether all other sessions of the account end where that is a change
     * @throws Problem {@link ErrorCode#CONFLICT} where the account has none
     */
    public void ask(UUID account, UUID session, boolean wanted, boolean endOthers, Origin from) {
        needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, account, session);
            if (wanted && !needs.passkeys().any(transaction, account)) {
                throw Problem.of(ErrorCode.CONFLICT, "Add a passkey first.");
            }
            if (needs.factors().choosePasskeys(transaction, account, wanted)) {
                int ended = endOthers ? needs.sessions().endOthers(transaction, account, session) : 0;
                AuditEvent event = AuditEvent.success(wanted ? "passkeys.asked" : "passkeys.not_asked")
                        .bySelf(account)
                        .with("sessions_ended", Integer.toString(ended));
                needs.audit().record(transaction, event, from);
            }
            return null;
        });
    }

    private void record(Transaction transaction, AuditEvent event, UUID account, UUID passkey, Origin from) {
        AuditEvent whose = event.bySelf(account).with("passkey", passkey.toString());
        needs.audit().record(transaction, whose, from);
    }
}
