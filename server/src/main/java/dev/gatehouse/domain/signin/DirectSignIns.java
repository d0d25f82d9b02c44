package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.signin.SignIns.Begun;
import dev.gatehouse.domain.signin.SignIns.SignedIn;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every way in through the API ends with, whatever was shown: tokens; or a refusal that says what else is wanted, with
 * a token for the way on.
 */
public final class DirectSignIns {
    private final Database database;
    private final SignIns signIns;
    private final HalfSignIns halves;
    private final SecondFactors seconds;
    private final Consumer<UUID> unverified;
    private final AuditTrail audit;

    /** @param unverified asks the account, by letter, to verify its address */
    public DirectSignIns(
            Database database,
            SignIns signIns,
            HalfSignIns halves,
            SecondFactors seconds,
            Consumer<UUID> unverified,
            AuditTrail audit) {
        this.database = database;
        this.signIns = signIns;
        this.halves = halves;
        this.seconds = seconds;
        this.unverified = unverified;
        this.audit = audit;
    }

    /**
     * Lets somebody in.
     *
     * @param device the secret of a browser that may not be asked for a second factor; null where it has none
     * @param replaced the session whose cookies this one's take the place of: it ends; null where there is none
     * @throws Problem {@link ErrorCode#MFA_REQUIRED} with the members {@code mfa_token} and {@code methods},
     *     {@link ErrorCode#MFA_ENROLMENT_REQUIRED} with {@code mfa_token}, {@link ErrorCode#EMAIL_UNVERIFIED},
     *     {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION} where something else has to be shown first;
     *     {@link ErrorCode#INVALID_CREDENTIALS} where what was shown holds no more
     */
    public SignedIn enter(Proof proof, @Nullable String device, @Nullable UUID replaced, Origin from) {
        return switch (signIns.begin(proof, device, replaced, from)) {
            case Begun.Done done -> done.signedIn();
            case Begun.Wanting wanting -> throw wanting(wanting.verdict(), proof);
            case Begun.Refused refused -> {
                refused(proof, from);
                throw Problem.of(ErrorCode.INVALID_CREDENTIALS).because("what was shown holds no more");
            }
        };
    }

    /**
     * Lets somebody in who sends the second factor along with the first.
     *
     * @param code of the second factor, which is only looked at where one is wanted
     * @param limitKey the client's address as limits count it
     * @param replaced the session whose cookies this one's take the place of: it ends; null where there is none
     * @throws Problem as {@link #enter(Proof, String, UUID, Origin)}; {@link ErrorCode#INVALID_CODE},
     *     {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public SignedIn enterWith(String code, Proof proof, String limitKey, @Nullable UUID replaced, Origin from) {
        if (signIns.begin(proof, null, replaced, from) instanceof Begun.Done done) {
            return done.signedIn();
        }
        List<Factor> methods = seconds.methods(proof);
        if (methods.isEmpty()) {
            return enter(proof, null, replaced, from);
        }
        SecondFactors.Answer answer = new SecondFactors.Answer(null, code, "");
        return enter(
                proof.with(seconds.check(proof, answer, limitKey, from, transaction -> true)), null, replaced, from);
    }

    private Problem wanting(Verdict verdict, Proof proof) {
        return switch (verdict) {
            case Verdict.Wanting(List<Factor> methods) ->
                Problem.of(ErrorCode.MFA_REQUIRED)
                        .saying("mfa_token", halves.seal(proof))
                        .saying("methods", methods.stream().map(Factor::label).toList());
            case Verdict.Enrol enrol ->
                Problem.of(ErrorCode.MFA_ENROLMENT_REQUIRED).saying("mfa_token", halves.seal(proof));
            case Verdict.Otherwise otherwise ->
                FactorRules.stronger("This passkey does not ask who you are. Sign in another way first, then show it.")
                        .because("a key that verified nobody, alone");
            case Verdict.Unverified open -> {
                unverified.accept(proof.account());
                yield Problem.of(ErrorCode.EMAIL_UNVERIFIED);
            }
            case Verdict.Enough enough -> throw new IllegalStateException("enough, and yet nobody is in");
        };
    }

    private void refused(Proof proof, Origin from) {
        AuditEvent event = AuditEvent.failure("signin." + proof.how().method())
                .on(proof.account().toString());
        database.write(transaction -> {
            audit.record(transaction, event, from);
            return null;
        });
    }
}
