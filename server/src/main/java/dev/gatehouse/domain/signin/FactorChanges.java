package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.Authenticators.Match;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.domain.factors.FactorOverview;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.factors.RecoveryCodes;
import dev.gatehouse.domain.factors.RememberedDevices;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Adds second factors to accounts and takes them away. That whoever asks proved a moment ago who they are is for the caller
 * to see to; that their session lives still is asked in the transaction that changes something.
 */
public final class FactorChanges {
    /** The rooms that a change passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Sessions sessions,
            Assurance assurance,
            Factors factors,
            Authenticators authenticators,
            RecoveryCodes recoveryCodes,
            RememberedDevices devices,
            FactorSettings settings,
            SecondFactors seconds,
            FactorRules rules,
            AuditTrail audit) {}

    /**
     * Who changes their own account.
     *
     * @param session in which they do
     * @param endOthers whether every other session of theirs ends with it
     */
    public record Owner(UUID account, UUID session, boolean endOthers, Origin from) {}

    /**
     * What came of adding an app.
     *
     * @param recoveryCodes that were made with it; empty where the account had some
     */
    public record Added(String name, List<String> recoveryCodes) {
        public Added {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        /** Without the codes. */
        @Override
        public String toString() {
            return "Added[" + name + "]";
        }
    }

    private final Needs needs;
    private final FactorRules rules;

    public FactorChanges(Needs needs) {
        this.needs = needs;
        this.rules = needs.rules();
    }

    /** What an account's owner sees of its second factors. */
    public FactorOverview overview(UUID id) {
        return needs.database().read(sql -> {
            Account account = needs.accounts().find(sql, id).orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN)
                    .because("the account is gone"));
            return new FactorOverview(
                    needs.assurance().required(sql, account, SignIns.FIRST_PARTY),
                    mayUseEmail(account),
                    needs.factors().held(sql, id),
                    needs.authenticators().of(sql, id),
                    needs.devices().of(sql, id));
        });
    }

    /** Begins to add an app; nothing counts until it has shown a code. */
    public Enrolment begin(Owner owner, String name) {
        changed(owner, transaction -> true);
        return needs.authenticators().begin(owner.account(), asking(owner), name);
    }

    /** What this session began to add and can still confirm. */
    public Optional<Enrolment> begun(Owner owner) {
        return needs.authenticators().begun(owner.account(), asking(owner));
    }

    /** An app is confirmed in the session that began to add it: whoever else began one has kept its key. */
    private static String asking(Owner owner) {
        return "session " + owner.session();
    }

    /**
     * Adds the app that was begun, by a code that it shows.
     *
     * @param name what it is to be called; null for what it was called when it was begun
     * @throws Problem {@link ErrorCode#INVALID_CODE}; {@link ErrorCode#CONFLICT} where the account has as many as it may;
     *     {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public Added confirm(Owner owner, UUID id, String code, @Nullable String name) {
        // Before any code is tried, which ends the series of wrong ones where it is right.
        needs.database().write(transaction -> {
            rules.requireOwner(transaction, owner.account(), owner.session());
            return null;
        });
        Matched matched = matched(owner.account(), asking(owner), id, code, owner.from());
        return changed(owner, transaction -> {
            Added added = added(transaction, owner.account(), matched, owner.from());
            if (name != null) {
                needs.authenticators().rename(transaction, owner.account(), id, name);
            }
            return added;
        });
    }

    /** @throws Problem {@link ErrorCode#NOT_FOUND} */
    public void rename(Owner owner, UUID id, String name) {
        changed(owner, transaction -> {
            if (!needs.authenticators().rename(transaction, owner.account(), id, name)) {
                throw Problem.of(ErrorCode.NOT_FOUND);
            }
            return true;
        });
    }

    /**
     * Takes an app away. With the last second factor the recovery codes go, which stand beside one and not alone.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#LAST_SECOND_FACTOR} where one is required
     */
    public void remove(Owner owner, UUID id) {
        changed(owner, transaction -> {
            String name = needs.authenticators()
                    .remove(transaction, owner.account(), id)
                    .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
            rules.settle(transaction, owner.account());
            record(transaction, owner, AuditEvent.success("totp.removed").with("name", name));
            return true;
        });
    }

    /**
     * Makes recovery codes in place of those before.
     *
     * @throws Problem {@link ErrorCode#CONFLICT} where the account has no second factor that they could stand in for
     */
    public List<String> renewRecoveryCodes(Owner owner) {
        return changed(owner, transaction -> {
            if (!needs.factors().held(transaction, owner.account()).any()) {
                throw Problem.of(ErrorCode.CONFLICT, "There is no second factor that they could stand in for.");
            }
            AuditEvent event = AuditEvent.success("recovery_codes.made").bySelf(owner.account());
            return made(transaction, owner.account(), event, owner.from());
        });
    }

    /**
     * Lets codes by mail answer, or not any more.
     *
     * @throws Problem {@link ErrorCode#CONFLICT} where the operator does not allow them or the account has no verified
     *     address; {@link ErrorCode#LAST_SECOND_FACTOR} where they are the last one and one is required
     */
    public void chooseEmail(Owner owner, boolean wanted) {
        changed(owner, transaction -> {
            Account account =
                    needs.accounts().find(transaction, owner.account()).orElseThrow();
            email(transaction, account, wanted, owner.from());
            if (!wanted) {
                rules.settle(transaction, owner.account());
            }
            return true;
        });
    }

    /** @throws Problem {@link ErrorCode#CONFLICT} where they are wanted and may not be */
    void email(Transaction transaction, Account account, boolean wanted, Origin from) {
        if (wanted && !mayUseEmail(account)) {
            throw Problem.of(ErrorCode.CONFLICT, "Codes by mail are off, or the address is not verified.");
        }
        if (needs.factors().chooseEmail(transaction, account.id(), wanted)) {
            String action = wanted ? "email_codes.chosen" : "email_codes.dropped";
            needs.audit().record(transaction, AuditEvent.success(action).bySelf(account.id()), from);
        }
    }

    /** Whether codes by mail could be a second factor of this account. */
    public boolean mayUseEmail(Account account) {
        return needs.settings().emailCodes() && account.email() != null && account.emailVerified();
    }

    /** Forgets one browser, or all; how many there were. */
    public int forgetDevices(UUID account, Optional<String> one, Origin from) {
        return needs.database().write(transaction -> {
            int gone = one.isPresent()
                    ? (needs.devices().forget(transaction, account, one.get()) ? 1 : 0)
                    : needs.devices().forgetAll(transaction, account);
            if (gone > 0) {
                AuditEvent event =
                        AuditEvent.success("device.forgotten").bySelf(account).with("count", Integer.toString(gone));
                needs.audit().record(transaction, event, from);
            }
            return gone;
        });
    }

    /** A code that fits, whose try counts as wrong until the app is added. */
    record Matched(Match match, SecondFactors.Tried tried) {}

    /** A code that is not the app's counts like any wrong second factor. */
    Matched matched(UUID account, String asking, UUID id, String code, Origin from) {
        SecondFactors.Tried tried = needs.seconds().begin(account, from);
        Optional<Match> match = needs.authenticators().matchBegun(account, asking, id, code);
        if (match.isEmpty()) {
            needs.database().write(transaction -> {
                tried.wrong(transaction);
                needs.audit()
                        .record(transaction, AuditEvent.failure("totp.added").bySelf(account), from);
                return null;
            });
        }
        return new Matched(match.orElseThrow(() -> Problem.of(ErrorCode.INVALID_CODE)), tried);
    }

    Added added(Transaction transaction, UUID account, Matched matched, Origin from) {
        String name = needs.authenticators()
                .confirm(transaction, account, matched.match)
                .orElseThrow(() ->
                        Problem.of(ErrorCode.CONFLICT, "This was added before, or the account has as many as it may."));
        matched.tried.right(transaction);
        AuditEvent event = AuditEvent.success("totp.added").bySelf(account).with("name", name);
        return new Added(name, recordedWithCodes(transaction, account, event, from));
    }

    /**
     * Records that a factor was added, and makes recovery codes for an account that has none: of both the owner is told at
     * once.
     *
     * @return the codes; empty where the account has some
     */
    List<String> recordedWithCodes(Transaction transaction, UUID account, AuditEvent added, Origin from) {
        boolean first = needs.factors().held(transaction, account).recoveryCodes() == 0;
        needs.audit().record(transaction, first ? added.with("recovery_codes", "made") : added, from);
        AuditEvent made = AuditEvent.success("recovery_codes.made").bySelf(account);
        return first ? made(transaction, account, made.with("with", added.action()), from) : List.of();
    }

    private List<String> made(Transaction transaction, UUID account, AuditEvent event, Origin from) {
        List<String> codes = needs.recoveryCodes().renew(transaction, account);
        needs.audit().record(transaction, event, from);
        return codes;
    }

    private void record(Transaction transaction, Owner owner, AuditEvent event) {
        AuditEvent whole = event.bySelf(owner.account()).in(owner.session().toString());
        needs.audit().record(transaction, whole, owner.from());
    }

    private interface Change<T> {
        T in(Transaction transaction);
    }

    private <T> T changed(Owner owner, Change<T> change) {
        return needs.database().write(transaction -> {
            rules.requireOwner(transaction, owner.account(), owner.session());
            T value = change.in(transaction);
            if (owner.endOthers()) {
                needs.sessions().endOthers(transaction, owner.account(), owner.session());
            }
            return value;
        });
    }
}
