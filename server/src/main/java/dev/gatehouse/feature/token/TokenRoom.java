package dev.gatehouse.feature.token;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.signin.DirectSignIns;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.domain.signin.Renewals;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.function.Supplier;

/**
 * The token endpoint for the built-in first-party client, which has no secret: {@code /oauth2/token} as RFC 6749 has it,
 * and {@code /token} for tools that only know to send a name and a password.
 */
public final class TokenRoom {
    private static final int GRANT_LENGTH = 100;
    private static final int NAME_LENGTH = 320;
    private static final int CODE_LENGTH = 100;
    private static final int TOKEN_LENGTH = 256;

    private final PasswordSignIn passwords;
    private final DirectSignIns signIns;
    private final Renewals renewals;
    private final TokenDelivery delivery;
    private final boolean passwordGrant;

    /** @param passwordGrant whether a name and a password may be sent here at all */
    public TokenRoom(
            PasswordSignIn passwords,
            DirectSignIns signIns,
            Renewals renewals,
            TokenDelivery delivery,
            boolean passwordGrant) {
        this.passwords = passwords;
        this.signIns = signIns;
        this.renewals = renewals;
        this.delivery = delivery;
        this.passwordGrant = passwordGrant;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        Routes oauth = routes.refusing(Errors.OAUTH);
        oauth.open(Method.POST, "/oauth2/token", this::token);
        if (passwordGrant) {
            oauth.open(Method.POST, "/token", this::passwordAlone);
        }
    }

    private Response passwordAlone(Request request) {
        Fields form = request.form();
        String grant = form.optionalText("grant_type", GRANT_LENGTH);
        if (grant != null && !grant.equals("password")) {
            form.check();
            throw Problem.of(ErrorCode.UNSUPPORTED_GRANT_TYPE);
        }
        return password(request, form);
    }

    private Response token(Request request) {
        Fields form = request.form();
        String grant = form.text("grant_type", GRANT_LENGTH);
        if (grant.equals("refresh_token")) {
            return asGrant(() -> refresh(request, form));
        }
        if (grant.equals("password") && passwordGrant) {
            return asGrant(() -> password(request, form));
        }
        form.check();
        throw Problem.of(ErrorCode.UNSUPPORTED_GRANT_TYPE);
    }

    private Response password(Request request, Fields form) {
        String name = form.text("username", NAME_LENGTH);
        String password = form.secret("password", Integer.MAX_VALUE);
        String code = form.optionalSecret("mfa_code", CODE_LENGTH);
        form.check();
        if (password.codePointCount(0, password.length()) > ProfileFields.PASSWORD_LENGTH) {
            throw Problem.of(ErrorCode.PASSWORD_TOO_LONG);
        }
        Origin from = Origins.of(request);
        String limitKey = request.address().limitKey();
        Proof proof = passwords.prove(name, password, limitKey, from);
        return delivery.plain(
                code == null
                        ? signIns.enter(proof, null, null, from)
                        : signIns.enterWith(code, proof, limitKey, null, from));
    }

    private Response refresh(Request request, Fields form) {
        String token = form.secret("refresh_token", TOKEN_LENGTH);
        form.check();
        return delivery.plain(renewals.rotate(token, request.address().limitKey(), Origins.of(request)));
    }

    /** RFC 6749, section 5.2: credentials that do not hold are 400 {@code invalid_grant}. */
    private static Response asGrant(Supplier<Response> answer) {
        try {
            return answer.get();
        } catch (Problem problem) {
            ErrorCode code = problem.code();
            if (code == ErrorCode.INVALID_CREDENTIALS
                    || code == ErrorCode.INVALID_CODE
                    || code == ErrorCode.INVALID_REFRESH_TOKEN) {
                throw Problem.of(ErrorCode.INVALID_GRANT, problem.detail())
                        .because(String.valueOf(problem.getMessage()));
            }
            throw problem;
        }
    }
}
