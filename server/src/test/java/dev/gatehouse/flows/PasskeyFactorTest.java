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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** A passkey that is set up as the second factor on the way in, through the API and on the page. */
class PasskeyFactorTest {
    private static final String OPTIONS = "/auth/mfa/enrol/passkey/options";
    private static final String ENROL = "/auth/mfa/enrol/passkey";

    @OnEveryDatabase
    void whoHasToHaveASecondFactorMayMakeAPasskey(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            String token = waiting(server, name);
            Authenticator authenticator = new Authenticator();
            JsonNode options = options(server.api(), token).expect(200).json();
            assertThat(options.path("user").path("name").asString()).isEqualTo(name);
            Map<String, Object> made = authenticator.make(options);
            Reply in = enrol(server.api(), token, made).expect(200);
            assertThat(in.texts("recovery_codes")).hasSize(10);
            Tokens ada = server.tokens(name, in);
            Reply status = ada.api().get("/auth/status").expect(200);
            assertThat(status.at("authenticated").asBoolean()).isTrue();
            Reply factors = ada.api().get("/auth/mfa").expect(200);
            assertThat(factors.at("passkeys.count").asInt()).isOne();
            assertThat(factors.at("passkeys.asked").asBoolean()).isTrue();
            String id = ada.api()
                    .get("/auth/passkeys")
                    .at("passkeys")
                    .path(0)
                    .path("id")
                    .asString();
            ada.api().delete("/auth/passkeys/" + id).expectProblem(409, "last_second_factor");

            enrol(server.api(), token, made).expectProblem(410, "flow_expired");
            options(server.api(), token).expectProblem(410, "flow_expired");
            Reply wanting = login(server.api(), name).expectProblem(401, "mfa_required");
            assertThat(wanting.texts("methods")).containsExactly("passkey", "recovery_code");
            String later = Objects.requireNonNull(wanting.text("mfa_token"));
            options(server.api(), later).expectProblem(410, "flow_expired");
            JsonNode asked = server.api()
                    .post("/auth/mfa/passkey/options", Map.of("mfa_token", later))
                    .json();
            server.api()
                    .post("/auth/mfa/passkey", Map.of("mfa_token", later, "credential", authenticator.sign(asked)))
                    .expect(200);
        }
    }

    /** Whoever is second, with the password alone, sets nothing up beside it. */
    @OnEveryDatabase
    void onePasskeyIsMadeForOneSignInAndInTime(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            String owner = waiting(server, name);
            String thief = waiting(server, name);
            Api api = server.api();
            JsonNode theirs = options(api, thief).json();
            enrol(api, owner, new Authenticator().make(theirs)).expectProblem(410, "flow_expired");
            enrol(api, "nothing", new Authenticator().make(theirs)).expectProblem(410, "flow_expired");
            options(api, "nothing").expectProblem(410, "flow_expired");
            Authenticator foreign = new Authenticator();
            foreign.origin = "https://evil.example";
            enrol(api, owner, foreign.make(options(api, owner).json())).expectInvalid("credential");
            enrol(api, owner, Map.of()).expectInvalid("credential");
            PasskeyCalls.send(server, new Authenticator().sign(PasskeyCalls.request(server)))
                    .expect(401);
            enrol(api, owner, new Authenticator().make(options(api, owner).json()))
                    .expect(200);
            enrol(api, thief, new Authenticator().make(theirs)).expectProblem(410, "flow_expired");
            assertThat(passkeys(server)).isOne();

            String other = TestServer.freshName("grace");
            server.signUp(other);
            String late = waiting(server, other);
            Map<String, Object> made =
                    new Authenticator().make(options(api, late).json());
            server.clock().advance(Duration.ofMinutes(5));
            enrol(api, late, made).expectProblem(410, "flow_expired");
            assertThat(passkeys(server)).isOne();
        }
    }

    @OnEveryDatabase
    void onThePageTheCodesAreShownAndTheSignInGoesOn(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer ada = new Surfer(server);
            String begun = Surfer.hidden(ada.visit("/sign-in"), "flow");
            Reply page = ada.follow(ada.post("/sign-in", "flow", begun, "identifier", name, "password", PASSWORD));
            assertThat(page.expect(200).body()).contains("data-action=\"/sign-in/enrol/passkey\"");
            String flow = Surfer.hidden(page, "flow");
            String path = "/sign-in/enrol/passkey";
            assertThat(ada.post(path, "flow", flow, "credential", "{}")
                            .expect(422)
                            .body())
                    .contains("The passkey was not added.");
            Authenticator authenticator = new Authenticator();
            Map<String, Object> made = authenticator.make(
                    ada.post(path + "/options", "flow", flow).expect(200).json());
            server.api()
                    .with("origin", "https://evil.example")
                    .with("sec-fetch-site", "cross-site")
                    .form(path, "flow", flow, "credential", Json.text(made))
                    .expect(403);
            Surfer stranger = new Surfer(server);
            stranger.visit("/sign-in");
            stranger.post(path + "/options", "flow", flow).expect(410);
            Reply codes = ada.post(path, "flow", flow, "credential", Json.text(made));
            assertThat(codes.expect(200).body()).contains("Recovery codes");
            String whole = Surfer.hidden(codes, "flow");
            assertThat(ada.follow(ada.post("/sign-in/enrol", "flow", whole, "choice", "kept"))
                            .expect(200)
                            .body())
                    .contains(name);
            assertThat(passkeys(server)).isOne();
            PasskeyCalls.signIn(server, authenticator).expect(200);
            ada.post(path + "/options", "flow", flow).expect(410);
        }
    }

    private static String waiting(TestServer server, String name) {
        Reply refused = login(server.api(), name).expectProblem(403, "mfa_enrolment_required");
        return Objects.requireNonNull(refused.text("mfa_token"));
    }

    private static Reply login(Api api, String name) {
        return api.post("/auth/login", Map.of("username", name, "password", PASSWORD));
    }

    private static Reply options(Api api, String token) {
        return api.post(OPTIONS, Map.of("mfa_token", token));
    }

    private static Reply enrol(Api api, String token, Map<String, Object> credential) {
        return api.post(ENROL, Map.of("mfa_token", token, "credential", credential));
    }

    private static long passkeys(TestServer server) {
        List<String> all = server.database().read(sql -> sql.list("SELECT id FROM passkeys", row -> row.text("id")));
        return all.size();
    }
}
