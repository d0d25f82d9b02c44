package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Second;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.assurance.Wanted;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.CreationOptions;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Passkey;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sets second factors up in the midst of a sign-in, for accounts that have to have one and have none. */
public final class FactorEnrolments {
    /** The rooms that an enrolment passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Assurance assurance,
            StandingProofs proofs,
            Factors factors,
            Authenticators authenticators,
            Ceremonies ceremonies,
            PasskeyChanges passkeys,
            FactorChanges changes,
            Sessions sessions,
            AuditTrail audit,
            InstantSource clock) {}

    /**
     * How somebody sets one up, beside what they have proved.
     *
     * @param session of the account in the browser in which they do, which stays; null where there is none
     * @param endOthers whether every other session of the account ends with it: they were opened without one
     * @param also asked in the transaction that adds it
     */
    public record Enrolling(@Nullable UUID session, boolean endOthers, Origin from, Predicate<Transaction> also) {}

    /**
     * What completes the sign-in.
     *
     * @param recoveryCodes that were made with it; empty where the account had some
     */
    public record Enrolled(Second second, List<String> recoveryCodes) {
        public Enrolled {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        /** Without the codes. */
        @Override
        public String toString() {
            return "Enrolled[" + second + "]";
        }
    }

    private final Needs needs;

    public FactorEnrolments(Needs needs) {
        this.needs = needs;
    }

    /**
     * Begins to add an app.
     *
     * @param asking the sign-in that begins it, which alone may confirm it
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where what was shown holds no more, or the account has a second factor:
     *     then that is asked for
     */
    public Enrolment begin(Proof proof, String asking, String name) {
        Account account = needs.database().write(transaction -> requireBare(transaction, proof));
        return needs.authenticators().begin(account.id(), asking, name);
    }

    /**
     * Adds the app that was begun, by a code that it shows.
     *
     * @param asking the sign-in that began it
     * @throws Problem as {@link FactorChanges#confirm} and {@link #begin}
     */
    public Enrolled confirm(Proof proof, Enrolling how, String asking, UUID id, String code) {
        needs.database().write(transaction -> requireBare(transaction, proof));
        FactorChanges.Matched matched = needs.changes().matched(proof.account(), asking, id, code, how.from());
        return needs.database().write(transaction -> {
            requireBare(transaction, proof);
            FactorChanges.Added added = needs.changes().added(transaction, proof.account(), matched, how.from());
            settle(transaction, proof, how);
            return new Enrolled(new Second(Factor.TOTP, needs.clock().instant(), id), added.recoveryCodes());
        });
    }

    /**
     * What a browser needs to make a passkey.
     *
     * @param place the sign-in, which alone may send it
     * @throws Problem as {@link #begin}
     */
    public CreationOptions passkeyOptions(Proof proof, Place place) {
        needs.database().write(transaction -> requireBare(transaction, proof));
        return needs.passkeys().options(proof.account(), place);
    }

    /**
     * Adds a passkey, which is asked for from then on.
     *
     * @param place as {@link #passkeyOptions} was told
     * @throws Problem as {@link #begin}, {@link Ceremonies#made} and {@link Ceremonies#keep}
     */
    public Enrolled passkey(Proof proof, Enrolling how, Answers.Made answer, Place place) {
        UUID account = proof.account();
        Origin from = how.from();
        needs.database().write(transaction -> requireBare(transaction, proof));
        NewPasskey made = needs.ceremonies().made(answer, place);
        return needs.database().write(transaction -> {
            requireBare(transaction, proof);
            Passkey passkey = needs.ceremonies().keep(transaction, account, made, null, from);
            needs.factors().choosePasskeys(transaction, account, true);
            settle(transaction, proof, how);
            AuditEvent asked = AuditEvent.success("passkeys.asked").bySelf(account);
            List<String> codes = needs.changes().recordedWithCodes(transaction, account, asked, from);
            Instant now = needs.clock().instant();
            return new Enrolled(new Second(Factor.PASSKEY, now, passkey.id(), passkey.backupEligible()), codes);
        });
    }

    /**
     * Lets codes by mail answer.
     *
     * @throws Problem {@link ErrorCode#CONFLICT} where they may not, or could not answer, after a proof that came by mail
     *     too; {@link ErrorCode#FLOW_EXPIRED} as {@link #begin}
     */
    public void email(Proof proof, Enrolling how) {
        if (proof.how().mailed()) {
            throw Problem.of(ErrorCode.CONFLICT, "A code by mail may not answer after a proof by mail.");
        }
        needs.database().write(transaction -> {
            needs.changes().email(transaction, requireBare(transaction, proof), true, how.from());
            settle(transaction, proof, how);
            return null;
        });
    }

    private void settle(Transaction transaction, Proof proof, Enrolling how) {
        if (!how.also().test(transaction)) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("the sign-in has been used up");
        }
        if (how.endOthers()) {
            needs.sessions().endOthers(transaction, proof.account(), how.session());
        }
    }

    /** @throws Problem {@link ErrorCode#FLOW_EXPIRED} where the account has what could answer, or is not proved */
    private Account requireBare(Transaction transaction, Proof proof) {
        Wanted two = new Wanted(SignIns.FIRST_PARTY, AuthenticationEvent.TWO_FACTORS, null);
        if (!needs.accounts().touch(transaction, proof.account())
                || !needs.proofs().hold(transaction, proof)) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("what was shown holds no more");
        }
        Account account = needs.accounts()
                .find(transaction, proof.account())
                .filter(Account::active)
                .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED).because("the account may not be used"));
        if (!(needs.assurance().of(transaction, account, proof.how(), two) instanceof Verdict.Enrol)) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("there is a second factor, which is asked for");
        }
        return account;
    }
}
