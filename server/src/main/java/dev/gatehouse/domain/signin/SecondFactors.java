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
import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.factors.RecoveryCodes;
import dev.gatehouse.domain.factors.RememberedDevices;
import dev.gatehouse.domain.limits.Backoffs;
import dev.gatehouse.domain.limits.Backoffs.Kind;
import dev.gatehouse.domain.limits.Backoffs.Whose;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.mail.Letters;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.TypedCode;
import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks the codes that people show after their first proof. Every wrong one counts against the account, whatever sign-in
 * or kind of code it comes by: so a new sign-in, another method or another door brings no new tries. All strangers count
 * together; a browser or address from where the account has been signed in to counts for itself, so that whoever knows the
 * password alone does not keep its owner out there.
 */
public final class SecondFactors {
    /** The rooms that a second factor passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Assurance assurance,
            StandingProofs proofs,
            Authenticators authenticators,
            RecoveryCodes recoveryCodes,
            Codes codes,
            RememberedDevices devices,
            FactorSettings settings,
            Backoffs backoffs,
            RateLimits limits,
            Letters letters,
            AuditTrail audit,
            Metrics metrics,
            InstantSource clock) {}

    /**
     * What somebody answers.
     *
     * @param method of which kind it is; null where the code itself is to tell
     * @param code as it was typed
     * @param asking the sign-in that asks, as {@link #mail} was told; a mailed code is good for no other
     */
    public record Answer(@Nullable Factor method, String code, String asking) {
        /** Without the code. */
        @Override
        public String toString() {
            return "Answer[" + method + "]";
        }
    }

    private static final int DIGITS = 6;

    private final Needs needs;
    private final Counters outcomes;

    public SecondFactors(Needs needs) {
        this.needs = needs;
        this.outcomes = needs.metrics()
                .counters(
                        "gatehouse_second_factors_total",
                        "Second factors that were shown, by kind and what came of it.",
                        "method",
                        "outcome");
    }

    /** What may answer after this proof, the strongest first; empty where the account has nothing that may. */
    public List<Factor> methods(Proof proof) {
        return needs.database().read(sql -> methods(sql, proof));
    }

    private List<Factor> methods(Sql sql, Proof proof) {
        // Whatever is wanted of this sign-in: what could answer where two factors are asked for.
        Wanted two = new Wanted(SignIns.FIRST_PARTY, AuthenticationEvent.TWO_FACTORS, null);
        return needs.accounts()
                .find(sql, proof.account())
                .map(account -> needs.assurance().of(sql, account, proof.how(), two))
                .map(verdict -> verdict instanceof Verdict.Wanting(List<Factor> methods) ? methods : List.<Factor>of())
                .orElse(List.of());
    }

    /**
     * Checks a code and uses it up.
     *
     * @param limitKey the client's address as limits count it
     * @param also asked in the transaction that uses it up, where it is right; false leaves it as it was
     * @throws Problem {@link ErrorCode#INVALID_CODE}; {@link ErrorCode#TOO_MANY_REQUESTS} where there were too many wrong
     *     ones; {@link ErrorCode#FLOW_EXPIRED} where {@code also} is false
     */
    public Second check(Proof proof, Answer answer, String limitKey, Origin from, Predicate<Transaction> also) {
        UUID account = proof.account();
        Tried tried = begin(account, limitKey, from);
        List<Factor> tries = tries(answer, methods(proof));
        Optional<Authenticators.Match> match =
                tries.contains(Factor.TOTP) ? needs.authenticators().match(account, answer.code()) : Optional.empty();
        Optional<Second> second = needs.database().write(transaction -> {
            Optional<Factor> right = tries.stream()
                    .filter(factor -> switch (factor) {
                        case TOTP ->
                            match.isPresent() && needs.authenticators().take(transaction, account, match.get());
                        case EMAIL_CODE -> mailed(transaction, account, answer);
                        case RECOVERY_CODE -> recovered(transaction, account, answer.code(), from);
                        case PASSKEY -> false;
                    })
                    .findFirst();
            if (right.isEmpty()) {
                failed(transaction, account, answer.method(), from);
                tried.wrong(transaction);
                return Optional.empty();
            }
            if (!also.test(transaction)) {
                throw Problem.of(ErrorCode.FLOW_EXPIRED).because("the sign-in that asked has been used up");
            }
            tried.right(transaction);
            UUID by = right.get() == Factor.TOTP ? match.orElseThrow().id() : null;
            return Optional.of(new Second(right.get(), needs.clock().instant(), by));
        });
        shown(second.map(Second::factor).orElse(answer.method()), second.isPresent());
        return second.orElseThrow(() -> Problem.of(ErrorCode.INVALID_CODE));
    }

    /**
     * Mails a code. Strangers are mailed so many together; a place from where the account has been signed in to has a count
     * of its own, so that whoever knows the password alone leaves its owner some there.
     *
     * @param asking the sign-in that asks for it; its code is good for no other (ASVS 6.6.2)
     * @throws Problem {@link ErrorCode#INVALID_REQUEST} where no mailed code may answer after this proof;
     *     {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void mail(Proof proof, String asking, String limitKey, Origin from) {
        if (!methods(proof).contains(Factor.EMAIL_CODE)) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "No code by mail may answer here.");
        }
        UUID id = proof.account();
        Attempt mailed = new Attempt("second-factor-mail", needs.settings().secondFactorMail(), List.of(id.toString()));
        List<Attempt> limits = new ArrayList<>(
                needs.database().read(sql -> needs.backoffs().places().apart(sql, id, from, mailed)));
        limits.addFirst(byAddress(limitKey));
        needs.limits().take(limits.toArray(Attempt[]::new));
        needs.database().write(transaction -> {
            Account account = needs.accounts().find(transaction, id).orElseThrow();
            String address = String.valueOf(account.email());
            String code = needs.codes()
                    .issue(transaction, Codes.Purpose.SECOND_FACTOR, id, bound(asking, account), Codes.LONGEST);
            String language = needs.accounts().language(transaction, id).orElse(null);
            needs.letters()
                    .post(
                            transaction,
                            new Letter(
                                    LetterKind.SECOND_FACTOR_CODE,
                                    address,
                                    account.name(),
                                    language,
                                    Map.of(),
                                    null,
                                    code),
                            Codes.LONGEST);
            return null;
        });
    }

    /** Whether a browser may be remembered at all. */
    public boolean mayRemember() {
        return needs.devices().life().isPresent();
    }

    /**
     * Remembers the browser of somebody who has just shown a second factor.
     *
     * @return the browser's secret; empty where none may be remembered, or what was shown holds no more
     */
    public Optional<String> remember(Proof proof, Origin from) {
        UUID account = proof.account();
        return needs.database().write(transaction -> {
            // Holds the account's row: whoever changes its password comes before, or forgets this browser too.
            if (proof.second() == null
                    || !needs.accounts().touch(transaction, account)
                    || !needs.proofs().hold(transaction, proof)) {
                return Optional.empty();
            }
            Optional<String> secret = needs.devices().remember(transaction, account, from.userAgent());
            if (secret.isPresent()) {
                needs.audit()
                        .record(
                                transaction,
                                AuditEvent.success("device.remembered").bySelf(account),
                                from);
            }
            return secret;
        });
    }

    /**
     * Begins a try at an account's second factors, which counts as wrong until it has proved right, also where it is made
     * elsewhere, such as with a passkey.
     *
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public Tried begin(UUID account, Origin from, Attempt... limits) {
        Optional<Attempt> wrong =
                Optional.of(new Attempt("second-factor", needs.settings().secondFactor(), List.of(account.toString())));
        return new Tried(needs.backoffs().require(Kind.SECOND_FACTOR, Whose.of(account), from, wrong, limits));
    }

    /** The same of a sign-in, which its address may not try at will either. */
    Tried begin(UUID account, String limitKey, Origin from) {
        return begin(account, from, byAddress(limitKey));
    }

    private Attempt byAddress(String limitKey) {
        return new Attempt("second-factor-address", needs.settings().secondFactorAddress(), List.of(limitKey));
    }

    /** Counts what was shown; null where nobody said of which kind it was. */
    void shown(@Nullable Factor factor, boolean right) {
        outcomes.of(label(factor), right ? "right" : "wrong").increment();
    }

    /** A try that was begun. */
    public static final class Tried {
        private final Backoffs.Try proving;

        private Tried(Backoffs.Try proving) {
            this.proving = proving;
        }

        /** It was right: it does not count. */
        public void right(Transaction transaction) {
            proving.succeeded(transaction);
        }

        /** It was wrong. */
        public void wrong(Transaction transaction) {
            proving.failed(transaction);
        }
    }

    /** What the code may be: six digits are an app's or a mail's, anything else is a recovery code. */
    private static List<Factor> tries(Answer answer, List<Factor> allowed) {
        String code = TypedCode.of(answer.code());
        boolean digits = code.length() == DIGITS && code.chars().allMatch(c -> c >= '0' && c <= '9');
        List<Factor> fitting = digits ? List.of(Factor.TOTP, Factor.EMAIL_CODE) : List.of(Factor.RECOVERY_CODE);
        return fitting.stream()
                .filter(allowed::contains)
                .filter(factor -> answer.method() == null || answer.method() == factor)
                .toList();
    }

    private boolean mailed(Transaction transaction, UUID id, Answer answer) {
        Account account = needs.accounts().find(transaction, id).orElseThrow();
        return needs.codes()
                        .check(
                                transaction,
                                Codes.Purpose.SECOND_FACTOR,
                                id,
                                bound(answer.asking(), account),
                                answer.code())
                == Codes.Result.RIGHT;
    }

    /** To the address too: what was mailed to one that the account had before is good for nothing. */
    private static String bound(String asking, Account account) {
        return asking + " " + account.email();
    }

    private boolean recovered(Transaction transaction, UUID account, String code, Origin from) {
        boolean used = needs.recoveryCodes().use(transaction, account, code);
        if (used) {
            needs.audit()
                    .record(
                            transaction,
                            AuditEvent.success("recovery_code.used").bySelf(account),
                            from);
        }
        return used;
    }

    private void failed(Transaction transaction, UUID account, @Nullable Factor method, Origin from) {
        AuditEvent event = AuditEvent.failure("signin.second_factor")
                .on(account.toString())
                .with("factor", label(method));
        needs.audit().record(transaction, event, from);
    }

    private static String label(@Nullable Factor factor) {
        return factor == null ? "code" : factor.label();
    }
}
