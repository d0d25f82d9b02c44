package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Accounts that begin with a passkey, through the API, with every demand that an operator may make of addresses. */
class PasskeySignUpTest {
    private static final String REQUIRED = "signup.verify_email=required";
    private static final String ADA = "ada@example.com";
    private static final String OPTIONS = "/auth/passkeys/sign-up/options";
    private static final String SIGN_UP = "/auth/passkeys/sign-up";

    @OnEveryServer
    void anAccountBeginsWithAPasskeyAndIsSignedIn(TestServer server) {
        Authenticator authenticator = new Authenticator();
        String name = TestServer.freshName("ada");
        Map<String, Object> names = Map.of("username", name, "name", "Ada L.");
        JsonNode options = options(server, names).expect(200).json();
        assertThat(options.path("user").path("name").asString()).isEqualTo(name);
        assertThat(options.path("user").path("displayName").asString()).isEqualTo("Ada L.");
        assertThat(options.path("excludeCredentials")).isEmpty();
        assertThat(options.path("authenticatorSelection").path("residentKey").asString())
                .isEqualTo("required");
        Reply made = signUp(server, names, authenticator.make(options)).expect(200);
        assertThat(made.text("message")).isEqualTo("Account created");
        assertThat(made.text("user.username")).isEqualTo(name);
        assertThat(made.texts("user.roles")).containsExactly("user");
        Tokens ada = server.tokens(name, made);
        ada.api().delete("/auth/password").expectProblem(404, "not_found");
        assertThat(ada.api().get("/auth/passkeys").at("passkeys")).hasSize(1);
        assertThat(PasskeyCalls.signIn(server, authenticator).expect(200).text("user.id"))
                .isEqualTo(ada.id());
    }

    @OnEveryServer
    void tokensGoIntoCookiesWhereTheyAreAskedFor(TestServer server) {
        Map<String, Object> names = fresh();
        Map<String, Object> body = with(
                names,
                "credential",
                new Authenticator().make(options(server, names).json()));
        Reply made =
                server.api().post(SIGN_UP, with(body, "delivery", "cookie")).expect(200);
        assertThat(made.text("access_token")).isNull();
        server.api()
                .cookie("gatehouse_access", made.cookie("gatehouse_access"))
                .get("/users/me")
                .expect(200);
    }

    @OnEveryServer
    void whatIsTakenIsToldBeforeAPasskeyIsMadeAndAfter(TestServer server) {
        Map<String, Object> names = fresh();
        Map<String, Object> made =
                new Authenticator().make(options(server, names).json());
        signUp(server, names, new Authenticator().make(options(server, names).json()))
                .expect(200);
        String name = String.valueOf(names.get("username"));
        options(server, Map.of("username", name.toUpperCase(Locale.ROOT))).expectProblem(409, "account_exists");
        signUp(server, names, made).expectProblem(409, "account_exists");
        options(server, Map.of()).expectInvalid("username");
        options(server, Map.of("username", "a b")).expectInvalid("username");
        options(server, Map.of("email", "nonsense")).expectInvalid("email");
        signUp(server, fresh(), Map.of()).expectInvalid("credential");
    }

    /** A page of another site, another ceremony's challenge, and a passkey that nobody finds alone. */
    @OnEveryServer
    void nothingElseMakesAnAccount(TestServer server) {
        Map<String, Object> names = fresh();
        Authenticator foreign = new Authenticator();
        foreign.origin = "https://evil.example";
        signUp(server, names, foreign.make(options(server, names).json())).expectInvalid("credential");
        Authenticator framed = new Authenticator();
        framed.crossOrigin = true;
        signUp(server, names, framed.make(options(server, names).json())).expectInvalid("credential");
        Authenticator elsewhere = new Authenticator();
        elsewhere.rpId = "evil.example";
        signUp(server, names, elsewhere.make(options(server, names).json())).expectInvalid("credential");
        Authenticator careless = new Authenticator();
        careless.verifying = false;
        signUp(server, names, careless.make(options(server, names).json())).expectInvalid("credential");

        Map<String, Object> hidden =
                new Authenticator().make(options(server, names).json());
        hidden.put("clientExtensionResults", Map.of("credProps", Map.of("rk", false)));
        signUp(server, names, hidden).expectInvalid("credential");

        Tokens eve = server.person();
        signUp(server, names, new Authenticator().make(PasskeyCalls.creation(eve)))
                .expectProblem(410, "flow_expired");
        eve.api()
                .post(
                        "/auth/passkeys",
                        Map.of(
                                "credential",
                                new Authenticator().make(options(server, names).json())))
                .expectProblem(410, "flow_expired");
        Map<String, Object> late =
                new Authenticator().make(options(server, names).json());
        server.clock().advance(Duration.ofMinutes(5));
        signUp(server, names, late).expectProblem(410, "flow_expired");
        options(server, names).expect(200);
    }

    /** A credential that is somebody's makes no account: neither is there, or both. */
    @OnEveryServer
    void aPasskeyThatIsSomebodysLeavesNoAccountBehind(TestServer server) {
        Authenticator adas = new Authenticator();
        PasskeyCalls.add(server.person(), adas);
        Map<String, Object> names = fresh();
        signUp(server, names, adas.make(options(server, names).json())).expectProblem(409, "conflict");
        options(server, names).expect(200);
    }

    @OnEveryDatabase
    void limitsHold(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.signup=2/hour")) {
            Map<String, Object> names = fresh();
            Map<String, Object> made =
                    new Authenticator().make(options(server, names).json());
            signUp(server, names, made).expect(200);
            signUp(server, names, made).expectProblem(409, "account_exists");
            signUp(server, names, made).expectProblem(429, "too_many_requests");
            options(server, fresh()).expect(200);
            options(server, fresh()).expectProblem(429, "too_many_requests");
        }
    }

    @OnEveryDatabase
    void whereAnAddressIsAskedForALetterFollows(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Map<String, Object> names = Map.of("email", ADA);
            Reply made = signUp(
                            server,
                            names,
                            new Authenticator().make(options(server, names).json()))
                    .expect(200);
            assertThat(made.at("user.email_verified").asBoolean()).isFalse();
            assertThat(server.lettersTo(ADA)).anyMatch(letter -> letter.path().startsWith("/verify-email?token="));
        }
    }

    @OnEveryDatabase
    void whereItIsRequiredTheLinkComesFirst(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Map<String, Object> names = Map.of("email", ADA, "username", "ada", "name", "Ada L.");
            Reply taken = options(server, names).expect(202);
            assertThat(taken.keys()).containsExactly("message");
            options(server, Map.of("username", "ada")).expectInvalid("email");
            String token = VerifyEmailTest.token(server.letterTo(ADA));
            assertThat(count(server, "accounts")).isZero();

            JsonNode options =
                    options(server, Map.of("token", token)).expect(200).json();
            assertThat(options.path("user").path("name").asString()).isEqualTo("ada");
            assertThat(count(server, "accounts")).isZero();
            Authenticator authenticator = new Authenticator();
            Map<String, Object> made = authenticator.make(options);
            signUp(server, names, made).expectProblem(410, "flow_expired");
            Reply in = signUp(server, Map.of("token", token), made).expect(200);
            assertThat(in.text("user.email")).isEqualTo(ADA);
            assertThat(in.text("user.username")).isEqualTo("ada");
            assertThat(in.text("user.name")).isEqualTo("Ada L.");
            assertThat(in.at("user.email_verified").asBoolean()).isTrue();
            assertThat(count(server, "passwords")).isZero();
            PasskeyCalls.signIn(server, authenticator).expect(200);
            signUp(server, Map.of("token", token), made).expectProblem(410, "link_expired");
            options(server, Map.of("token", token)).expectProblem(410, "link_expired");
        }
    }

    /** What is taken is told by letter, and to whoever follows one. */
    @OnEveryDatabase
    void onlyLettersTellWhatIsTaken(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            finish(server, Map.of("email", ADA, "username", "ada"));
            server.settle();
            server.mailbox().empty();
            Reply known = options(server, Map.of("email", "ADA@example.com"));
            Reply fresh = options(server, Map.of("email", "grace@example.com", "username", "ADA"));
            assertThat(known.expect(202).body()).isEqualTo(fresh.expect(202).body());
            assertThat(known.headerNames()).isEqualTo(fresh.headerNames());
            Mail letter = server.letterTo(ADA);
            assertThat(letter.path()).isEqualTo("/sign-in");
            assertThat(letter.text()).doesNotContain("token=");

            String token = VerifyEmailTest.token(server.letterTo("grace@example.com"));
            options(server, Map.of("token", token)).expectProblem(409, "account_exists");
            Map<String, Object> instead = Map.of("token", token, "username", "grace");
            Reply made = signUp(
                            server,
                            instead,
                            new Authenticator().make(options(server, instead).json()))
                    .expect(200);
            assertThat(made.text("user.username")).isEqualTo("grace");
        }
    }

    /** What was chosen at the sign-up finishes it, and nothing else: a stranger may have chosen the other. */
    @OnEveryDatabase
    void aPasswordFinishesNoPasskeysSignUpNorTheOtherWay(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            options(server, Map.of("email", ADA)).expect(202);
            String token = VerifyEmailTest.token(server.letterTo(ADA));
            Api api = server.api();
            api.post("/auth/verify-email", Map.of("token", token)).expectProblem(409, "conflict");
            api.post("/auth/verify-email", Map.of("token", token, "password", TestServer.PASSWORD))
                    .expectProblem(409, "conflict");
            assertThat(count(server, "accounts")).isZero();
            options(server, Map.of("token", token)).expect(200);

            api.post("/auth/signup", Map.of("email", "grace@example.com", "password", TestServer.PASSWORD))
                    .expect(202);
            String other = VerifyEmailTest.token(server.letterTo("grace@example.com"));
            options(server, Map.of("token", other)).expectProblem(410, "link_expired");
            Map<String, Object> made = new Authenticator()
                    .make(options(server, Map.of("token", token)).json());
            signUp(server, Map.of("token", other), made).expectProblem(410, "link_expired");
            assertThat(count(server, "accounts")).isZero();
        }
    }

    @OnEveryDatabase
    void aPasskeyIsMadeForOneLinkAndInTime(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            options(server, Map.of("email", ADA)).expect(202);
            options(server, Map.of("email", "grace@example.com")).expect(202);
            Map<String, Object> adas = Map.of("token", VerifyEmailTest.token(server.letterTo(ADA)));
            Map<String, Object> graces = Map.of("token", VerifyEmailTest.token(server.letterTo("grace@example.com")));
            signUp(
                            server,
                            graces,
                            new Authenticator().make(options(server, adas).json()))
                    .expectProblem(410, "flow_expired");
            Map<String, Object> late =
                    new Authenticator().make(options(server, adas).json());
            server.clock().advance(Duration.ofMinutes(5));
            signUp(server, adas, late).expectProblem(410, "flow_expired");
            Map<String, Object> made =
                    new Authenticator().make(options(server, adas).json());
            server.clock().advance(Duration.ofHours(24));
            signUp(server, adas, made).expectProblem(410, "link_expired");
            assertThat(count(server, "accounts")).isZero();
            assertThat(count(server, "passkeys")).isZero();
        }
    }

    static void finish(TestServer server, Map<String, Object> names) {
        options(server, names).expect(202);
        Map<String, Object> link =
                Map.of("token", VerifyEmailTest.token(server.letterTo(String.valueOf(names.get("email")))));
        signUp(server, link, new Authenticator().make(options(server, link).json()))
                .expect(200);
    }

    static Reply options(TestServer server, Map<String, Object> names) {
        return server.api().post(OPTIONS, names);
    }

    static Reply signUp(TestServer server, Map<String, Object> names, Map<String, Object> credential) {
        return server.api().post(SIGN_UP, with(names, "credential", credential));
    }

    private static Map<String, Object> fresh() {
        return Map.of("username", TestServer.freshName("new"));
    }

    private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(body);
        all.put(name, value);
        return all;
    }

    private static long count(TestServer server, String table) {
        List<Long> counted =
                server.database().read(sql -> sql.list("SELECT count(*) AS n FROM " + table, row -> row.number("n")));
        return counted.getFirst();
    }
}
