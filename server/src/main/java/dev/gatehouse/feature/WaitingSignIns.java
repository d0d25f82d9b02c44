package dev.gatehouse.feature;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.signin.DirectSignIns;
import dev.gatehouse.domain.signin.FactorEnrolments;
import dev.gatehouse.domain.signin.HalfSignIns;
import dev.gatehouse.domain.signin.HalfSignIns.Half;
import dev.gatehouse.domain.signin.SignIns.SignedIn;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.sql.Transaction;
import java.util.function.Predicate;

/** Sign-ins through the API that wait for a second factor: how a request names one, and how one ends. */
public final class WaitingSignIns {
    private static final int TOKEN_LENGTH = 4_096;

    private final HalfSignIns halves;
    private final DirectSignIns signIns;
    private final TokenDelivery delivery;

    public WaitingSignIns(HalfSignIns halves, DirectSignIns signIns, TokenDelivery delivery) {
        this.halves = halves;
        this.signIns = signIns;
        this.delivery = delivery;
    }

    /** The {@code mfa_token} of a request. */
    public static String token(Fields body) {
        return body.secret("mfa_token", TOKEN_LENGTH);
    }

    /**
     * The sign-in that waits under a token.
     *
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED}
     */
    public Half open(String token) {
        return halves.open(token).orElseThrow(WaitingSignIns::expired);
    }

    /** Uses it up in a transaction; of any number at once one does. */
    public Predicate<Transaction> spending(Half half) {
        return transaction -> halves.spend(transaction, half);
    }

    /** How a second factor is set up in one, which that uses up; whoever does has no session yet. */
    public FactorEnrolments.Enrolling enrolling(Half half, boolean endOthers, Origin from) {
        return new FactorEnrolments.Enrolling(null, endOthers, from, spending(half));
    }

    /**
     * Lets somebody in who has shown all that is asked for.
     *
     * @throws Problem as {@link DirectSignIns#enter}
     */
    public Response enter(Request request, Proof whole, TokenDelivery.Means means, TokenDelivery.Beside beside) {
        SignedIn signedIn = signIns.enter(whole, null, delivery.replaced(request, means), Origins.of(request));
        return delivery.deliver(signedIn, means, "Login successful", beside);
    }

    /** That nothing waits under a token, or no more. */
    public static Problem expired() {
        return Problem.of(ErrorCode.FLOW_EXPIRED, "This sign-in has expired or is finished. Start again.");
    }
}
