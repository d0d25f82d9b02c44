package dev.gatehouse.flows;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** A key that verified nobody is one factor, and makes no two together with what is set up by whoever holds it. */
class PossessionAloneTest {
    private static final String PREFERRED = "passkeys.user_verification=preferred";
    private static final String TWO = "/sign-in?acr_values=urn:gatehouse:acr:2";

    @OnEveryDatabase
    void aKeyAloneSetsNothingUpWhereTwoFactorsAreRequired(TestDatabase on) {
        try (TestServer server = TestServer.on(on, PREFERRED)) {
            Tokens ada = server.person();
            Authenticator key = new Authenticator();
            key.verifying = false;
            PasskeyCalls.add(ada, key);
            PasskeyCalls.signIn(server, key).expect(200);
            server.restart("mfa.required=on");

            Reply refused = PasskeyCalls.signIn(server, key).expectProblem(401, "insufficient_user_authentication");
            assertThat(refused.keys()).doesNotContain("mfa_token");
            assertThat(refused.header("www-authenticate")).contains("acr_values=\"urn:gatehouse:acr:2\"");
            assertThat(refused.text("detail")).contains("Sign in another way first");

            // What the owner knows, and then the key, are two.
            Reply wanting = login(server.api(), ada.name()).expectProblem(401, "mfa_required");
            String token = Objects.requireNonNull(wanting.text("mfa_token"));
            server.api()
                    .post("/auth/mfa/enrol/totp", Map.of("mfa_token", token))
                    .expectProblem(410, "flow_expired");
            JsonNode options = server.api()
                    .post("/auth/mfa/passkey/options", Map.of("mfa_token", token))
                    .json();
            server.api()
                    .post("/auth/mfa/passkey", Map.of("mfa_token", token, "credential", key.sign(options)))
                    .expect(200);
            key.verifying = true;
            PasskeyCalls.signIn(server, key).expect(200);
        }
    }

    /** On pages, where somebody comes by the key and where the browser has been signed in by it. */
    @OnEveryDatabase
    void pagesLeadToAnotherWayIn(TestDatabase on) {
        try (TestServer server = TestServer.on(on, PREFERRED)) {
            Authenticator key = new Authenticator();
            key.verifying = false;
            Tokens ada = server.person();
            PasskeyCalls.add(ada, key);
            Surfer surfer = new Surfer(server);
            Reply told = surfer.follow(shows(surfer, key, TWO));
            assertThat(told.expect(200).body())
                    .contains("This is not enough here", "Sign in another way")
                    .doesNotContain("class=\"qr\"");

            Surfer signedIn = new Surfer(server);
            assertThat(signedIn.follow(shows(signedIn, key, "/sign-in"))
                            .expect(200)
                            .body())
                    .contains(ada.name());
            Reply led = signedIn.visit(TWO);
            if (led.body().contains("/sign-in/continue")) {
                led = signedIn.follow(
                        signedIn.post("/sign-in/continue", "flow", Surfer.hidden(led, "flow"), "choice", "continue"));
            }
            assertThat(led.expect(200).body()).contains("This is not enough here");
        }
    }

    @OnEveryDatabase
    void noAccountBeginsWithAKeyAloneWhereTwoFactorsAreRequired(TestDatabase on) {
        try (TestServer server = TestServer.on(on, PREFERRED, "mfa.required=on")) {
            Map<String, Object> names = Map.of("username", TestServer.freshName("new"));
            Authenticator key = new Authenticator();
            key.verifying = false;
            PasskeySignUpTest.signUp(
                            server,
                            names,
                            key.make(PasskeySignUpTest.options(server, names).json()))
                    .expectInvalid("credential");
            Authenticator verifying = new Authenticator();
            PasskeySignUpTest.signUp(
                            server,
                            names,
                            verifying.make(
                                    PasskeySignUpTest.options(server, names).json()))
                    .expect(200);
            verifying.verifying = false;
            PasskeyCalls.signIn(server, verifying).expectProblem(401, "insufficient_user_authentication");
            verifying.verifying = true;
            PasskeyCalls.signIn(server, verifying).expect(200);
        }
        try (TestServer server = TestServer.on(on, PREFERRED)) {
            Map<String, Object> names = Map.of("username", TestServer.freshName("new"));
            Authenticator key = new Authenticator();
            key.verifying = false;
            PasskeySignUpTest.signUp(
                            server,
                            names,
                            key.make(PasskeySignUpTest.options(server, names).json()))
                    .expect(200);
        }
    }

    private static Reply shows(Surfer surfer, Authenticator key, String from) {
        String flow = Surfer.hidden(surfer.visit(from), "flow");
        JsonNode options = surfer.post("/sign-in/passkey/options", "flow", flow)
                .expect(200)
                .json();
        return surfer.post("/sign-in/passkey", "flow", flow, "credential", Json.text(key.sign(options)));
    }

    private static Reply login(Api api, String name) {
        return api.post("/auth/login", Map.of("username", name, "password", PASSWORD));
    }
}
