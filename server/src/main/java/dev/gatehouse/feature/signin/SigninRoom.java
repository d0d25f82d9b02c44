package dev.gatehouse.feature.signin;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.signin.DirectSignIns;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.RememberedCookie;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.UUID;

/** {@code POST /auth/login}: signing in with a name and a password. */
public final class SigninRoom {
    private static final int NAME_LENGTH = 320;
    private static final int CODE_LENGTH = 100;

    private final PasswordSignIn passwords;
    private final DirectSignIns signIns;
    private final TokenDelivery delivery;
    private final RememberedCookie remembered;

    public SigninRoom(
            PasswordSignIn passwords, DirectSignIns signIns, TokenDelivery delivery, RememberedCookie remembered) {
        this.passwords = passwords;
        this.signIns = signIns;
        this.delivery = delivery;
        this.remembered = remembered;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/login", this::login);
        routes.open(Method.POST, "/login", this::login);
    }

    private Response login(Request request) {
        Fields body = request.json();
        String name = name(body);
        String password = body.secret("password", ProfileFields.PASSWORD_LENGTH);
        String code = body.optionalSecret("mfa_code", CODE_LENGTH);
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        body.check();
        Origin from = Origins.of(request);
        String limitKey = request.address().limitKey();
        UUID replaced = delivery.replaced(request, means);
        Proof proof = passwords.prove(name, password, limitKey, from);
        var signedIn = code == null
                ? signIns.enter(proof, remembered.of(request).orElse(null), replaced, from)
                : signIns.enterWith(code, proof, limitKey, replaced, from);
        return delivery.deliver(signedIn, means, "Login successful");
    }

    /** One of three fields says who it is; all of them take a user name or an address. */
    private static String name(Fields body) {
        for (String field : new String[] {"identifier", "username", "email"}) {
            if (body.given(field)) {
                return body.text(field, NAME_LENGTH);
            }
        }
        body.refuse("username", "give a username, an email or an identifier");
        return "";
    }
}
