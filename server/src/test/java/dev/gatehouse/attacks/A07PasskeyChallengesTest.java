package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;

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
