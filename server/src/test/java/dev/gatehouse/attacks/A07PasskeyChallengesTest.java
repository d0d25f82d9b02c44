package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A challenge is signed once: in sequence, and with 50 threads at once. */
class A07PasskeyChallengesTest {
    @OnEveryServer
    void aSignatureSignsInOnce(TestServer server) throws Exception {
        Authenticator authenticator = new Authenticator();
        PasskeyCalls.add(server.person(), authenticator);
        Map<String, Object> signed = authenticator.sign(PasskeyCalls.request(server));
        PasskeyCalls.send(server, signed).expect(200);
        PasskeyCalls.send(server, signed).expectProblem(410, "flow_expired");

        Map<String, Object> other = authenticator.sign(PasskeyCalls.request(server));
        List<Integer> statuses =
                AtOnce.fifty(() -> PasskeyCalls.send(server, other).status());
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 410)).hasSize(AtOnce.THREADS - 1);
    }

    @OnEveryServer
    void aCounterIsUsedOnce(TestServer server) throws Exception {
        Authenticator counting = new Authenticator();
        PasskeyCalls.add(server.person(), counting);
        counting.counter = 1;
        List<Map<String, Object>> signed = java.util.stream.IntStream.range(0, AtOnce.THREADS)
                .mapToObj(thread -> counting.sign(PasskeyCalls.request(server)))
                .toList();
        List<Integer> statuses = AtOnce.fifty(
                thread -> () -> PasskeyCalls.send(server, signed.get(thread)).status());
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(AtOnce.THREADS - 1);
    }

    @OnEveryServer
    void aNewPasskeyIsAddedOnce(TestServer server) throws Exception {
        Tokens ada = server.person();
        Map<String, Object> made = new Authenticator().make(PasskeyCalls.creation(ada));
        List<Integer> statuses = AtOnce.fifty(() ->
                ada.api().post("/auth/passkeys", Map.of("credential", made)).status());
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 410)).hasSize(AtOnce.THREADS - 1);
        assertThat(ada.api().get("/auth/passkeys").at("passkeys")).hasSize(1);
    }

    @OnEveryServer
    void aPasskeyBeginsOneAccount(TestServer server) throws Exception {
        Map<String, Object> names = Map.of("username", TestServer.freshName("once"));
        Map<String, Object> made = new Authenticator().make(beginning(server, names));
        List<Integer> statuses = AtOnce.fifty(thread ->
                () -> signUp(server, thread % 2 == 0 ? names : other(), made).status());
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 409 || status == 410))
                .hasSize(AtOnce.THREADS - 1);
        signUp(server, other(), made).expectProblem(409, "account_exists");
    }

    @OnEveryServer
    void aNameGetsOneAccount(TestServer server) throws Exception {
        Map<String, Object> names = Map.of("username", TestServer.freshName("wanted"));
        List<Map<String, Object>> made = java.util.stream.IntStream.range(0, AtOnce.THREADS)
                .mapToObj(thread -> new Authenticator().make(beginning(server, names)))
                .toList();
        List<Integer> statuses = AtOnce.fifty(
                thread -> () -> signUp(server, names, made.get(thread)).status());
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(AtOnce.THREADS - 1);
    }

    @OnEveryDatabase
    void aMailedLinkGetsOnePasskey(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=required")) {
            server.api()
                    .post("/auth/passkeys/sign-up/options", Map.of("email", "ada@example.com"))
                    .expect(202);
            Map<String, Object> link =
                    Map.of("token", server.letterTo("ada@example.com").path().replaceFirst(".*token=", ""));
            List<Map<String, Object>> made = java.util.stream.IntStream.range(0, AtOnce.THREADS)
                    .mapToObj(thread -> new Authenticator().make(beginning(server, link)))
                    .toList();
            List<Integer> statuses = AtOnce.fifty(
                    thread -> () -> signUp(server, link, made.get(thread)).status());
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
            assertThat(statuses.stream().filter(status -> status == 410)).hasSize(AtOnce.THREADS - 1);
            List<String> kept =
                    server.database().read(sql -> sql.list("SELECT name FROM passkeys", row -> row.text("name")));
            assertThat(kept).hasSize(1);
        }
    }

    @OnEveryDatabase
    void aSignInSetsUpOnePasskey(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            String token = server.api()
                    .post("/auth/login", Map.of("username", name, "password", TestServer.PASSWORD))
                    .json()
                    .path("mfa_token")
                    .stringValue();
            List<Map<String, Object>> made = java.util.stream.IntStream.range(0, AtOnce.THREADS)
                    .mapToObj(thread -> new Authenticator()
                            .make(server.api()
                                    .post("/auth/mfa/enrol/passkey/options", Map.of("mfa_token", token))
                                    .json()))
                    .toList();
            List<Integer> statuses = AtOnce.fifty(thread -> () -> server.api()
                    .post("/auth/mfa/enrol/passkey", Map.of("mfa_token", token, "credential", made.get(thread)))
                    .status());
            assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
            assertThat(statuses.stream().filter(status -> status == 410)).hasSize(AtOnce.THREADS - 1);
            List<String> kept =
                    server.database().read(sql -> sql.list("SELECT name FROM passkeys", row -> row.text("name")));
            assertThat(kept).hasSize(1);
        }
    }

    private static JsonNode beginning(TestServer server, Map<String, Object> names) {
        return server.api()
                .post("/auth/passkeys/sign-up/options", names)
                .expect(200)
                .json();
    }

    private static Map<String, Object> other() {
        return Map.of("username", TestServer.freshName("other"));
    }

    private static Reply signUp(TestServer server, Map<String, Object> names, Map<String, Object> credential) {
        Map<String, Object> body = new HashMap<>(names);
        body.put("credential", credential);
        return server.api().post("/auth/passkeys/sign-up", body);
    }

    @OnEveryServer
    void aSecondFactorIsTakenOnce(TestServer server) throws Exception {
        Tokens ada = server.person();
        Authenticator authenticator = new Authenticator();
        PasskeyCalls.add(ada, authenticator);
        ada.api().put("/auth/mfa/passkeys", Map.of("enabled", true)).expect(204);
        String token = server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", TestServer.PASSWORD))
                .json()
                .path("mfa_token")
                .stringValue();
        List<Map<String, Object>> answers = java.util.stream.IntStream.range(0, AtOnce.THREADS)
                .mapToObj(thread -> authenticator.sign(server.api()
                        .post("/auth/mfa/passkey/options", Map.of("mfa_token", token))
                        .json()))
                .toList();
        List<Integer> statuses = AtOnce.fifty(thread -> () -> server.api()
                .post("/auth/mfa/passkey", Map.of("mfa_token", token, "credential", answers.get(thread)))
                .status());
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        assertThat(statuses.stream().filter(status -> status == 410)).hasSize(AtOnce.THREADS - 1);
    }

    @OnEveryServer
    void ofTwoThatAreRemovedAtOnceOneStays(TestServer server) throws Exception {
        Tokens ada = server.person();
        String one = PasskeyCalls.add(ada, new Authenticator());
        String two = PasskeyCalls.add(ada, new Authenticator());
        ada.api().delete("/auth/password").expect(204);
        List<Integer> statuses = AtOnce.fifty(thread -> () -> ada.api()
                .delete("/auth/passkeys/" + (thread % 2 == 0 ? one : two))
                .status());
        assertThat(statuses.stream().filter(status -> status == 204)).hasSize(1);
        assertThat(ada.api().get("/auth/passkeys").at("passkeys")).hasSize(1);
    }
}
