package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.Authenticator.Kind;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** What no honest authenticator and no honest browser says. Nothing of it signs in or adds, and nothing breaks. */
class HostilePasskeysTest {
    /** What is wrong at a sign-in, by what it is called. */
    private static final Map<String, Consumer<Authenticator>> LIES = Map.of(
            "another origin", liar -> liar.origin = "http://localhost:8001",
            "an origin that begins like ours", liar -> liar.origin = TestServer.PUBLIC_URL + ".evil.example",
            "no secure origin of a related one", liar -> liar.origin = "http://app.example.com",
            "another relying party", liar -> liar.rpId = "evil.example",
            "a domain above", liar -> liar.rpId = "host",
            "the type of the other ceremony", liar -> liar.type = "webauthn.create",
            "a type of payments", liar -> liar.type = "payment.get",
            "nobody there", liar -> liar.present = false,
            "within another site's page", liar -> liar.crossOrigin = true);

    @OnEveryServer
    void noLieSignsIn(TestServer server) {
        LIES.forEach((name, lie) -> {
            Authenticator liar = new Authenticator();
            PasskeyCalls.add(server.person(), liar);
            lie.accept(liar);
            Reply reply = PasskeyCalls.signIn(server, liar);
            assertThat(reply.status()).as(name).isEqualTo(401);
            assertThat(reply.text("error")).as(name).isEqualTo("invalid_credentials");
        });
    }

    @OnEveryServer
    void noLieIsAdded(TestServer server) {
        Tokens ada = server.person();
        LIES.forEach((name, lie) -> {
            Authenticator liar = new Authenticator();
            lie.accept(liar);
            if (name.startsWith("the type")) {
                liar.type = "webauthn.get";
            }
            assertThat(PasskeyCalls.tryAdding(ada, liar).status()).as(name).isEqualTo(422);
        });
        assertThat(ada.api().get("/auth/passkeys").at("passkeys")).isEmpty();
    }

    @OnEveryServer
    void whoeverHoldsItHasToBeVerified(TestServer server) {
        Tokens ada = server.person();
        Authenticator careless = new Authenticator();
        careless.verifying = false;
        PasskeyCalls.tryAdding(ada, careless).expectInvalid("credential");
        careless.verifying = true;
        PasskeyCalls.add(ada, careless);
        careless.verifying = false;
        Reply refused = PasskeyCalls.signIn(server, careless).expectProblem(401, "invalid_credentials");
        assertThat(refused.keys()).doesNotContain("unknown_credential");
        careless.verifying = true;
        PasskeyCalls.signIn(server, careless).expect(200);
    }

    @OnEveryServer
    void aCounterThatGoesBackTellsOfACopy(TestServer server) {
        Tokens ada = server.person();
        Authenticator counting = new Authenticator();
        counting.counter = 5;
        PasskeyCalls.add(ada, counting);
        counting.counter = 6;
        PasskeyCalls.signIn(server, counting).expect(200);
        for (long again : new long[] {6, 4, 0}) {
            counting.counter = again;
            PasskeyCalls.signIn(server, counting).expectProblem(401, "invalid_credentials");
        }
        long cloned = server.database()
                .read(sql -> sql.list(
                        "SELECT detail FROM audit_events WHERE action = 'passkey.cloned' AND subject = ?",
                        row -> row.text("detail"),
                        ada.id()))
                .size();
        assertThat(cloned).isEqualTo(3);
        counting.counter = 0xfffffff0L;
        PasskeyCalls.signIn(server, counting).expect(200);
    }

    @OnEveryServer
    void backUpsAreWhatTheyWere(TestServer server) {
        Tokens ada = server.person();
        Authenticator impossible = new Authenticator();
        impossible.backedUp = true;
        PasskeyCalls.tryAdding(ada, impossible).expectInvalid("credential");

        Authenticator bound = new Authenticator();
        PasskeyCalls.add(ada, bound);
        bound.backupEligible = true;
        PasskeyCalls.signIn(server, bound).expectProblem(401, "invalid_credentials");
        bound.backupEligible = false;
        bound.backedUp = true;
        PasskeyCalls.signIn(server, bound).expectProblem(401, "invalid_credentials");

        Authenticator synced = new Authenticator();
        synced.backupEligible = true;
        server.clock().advance(Duration.ofMillis(1));
        PasskeyCalls.add(ada, synced);
        synced.backedUp = true;
        PasskeyCalls.signIn(server, synced).expect(200);
        assertThat(ada.api()
                        .get("/auth/passkeys")
                        .at("passkeys")
                        .path(1)
                        .path("backed_up")
                        .asBoolean())
                .isTrue();
        synced.backupEligible = false;
        synced.backedUp = false;
        PasskeyCalls.signIn(server, synced).expectProblem(401, "invalid_credentials");
    }

    @OnEveryServer
    void nobodySignsWithAnothersName(TestServer server) {
        Tokens ada = server.person();
        Authenticator adas = new Authenticator();
        PasskeyCalls.add(ada, adas);
        Authenticator eves = new Authenticator();
        JsonNode eve = PasskeyCalls.creation(server.person());
        eves.make(eve);
        byte[] adasHandle = handle(PasskeyCalls.creation(ada));

        PasskeyCalls.send(server, eves.called(adas.credentialId()).sign(PasskeyCalls.request(server)))
                .expectProblem(401, "invalid_credentials");
        PasskeyCalls.send(server, eves.of(adasHandle).sign(PasskeyCalls.request(server)))
                .expectProblem(401, "invalid_credentials");
        PasskeyCalls.send(server, adas.of(handle(eve)).sign(PasskeyCalls.request(server)))
                .expectProblem(401, "invalid_credentials");
        PasskeyCalls.send(server, adas.of(null).sign(PasskeyCalls.request(server)))
                .expectProblem(401, "invalid_credentials");
        PasskeyCalls.send(server, adas.of(adasHandle).sign(PasskeyCalls.request(server)))
                .expect(200);
    }

    @OnEveryServer
    void aCredentialBelongsToOneAccount(TestServer server) {
        Authenticator adas = new Authenticator();
        PasskeyCalls.add(server.person(), adas);
        Tokens eve = server.person();
        PasskeyCalls.tryAdding(eve, new Authenticator().called(adas.credentialId()))
                .expectProblem(409, "conflict");
        PasskeyCalls.tryAdding(eve, adas).expectProblem(409, "conflict");
        assertThat(eve.api().get("/auth/passkeys").at("passkeys")).isEmpty();
        PasskeyCalls.signIn(server, adas.of(null)).expectProblem(401, "invalid_credentials");
    }

    @OnEveryServer
    void whatWasAskedElsewhereIsNotKept(TestServer server) {
        Tokens ada = server.person();
        Tokens alsoAda = server.signIn(ada.name());
        Tokens eve = server.person();
        JsonNode adas = PasskeyCalls.creation(ada);
        for (Tokens other : List.of(eve, alsoAda)) {
            other.api()
                    .post("/auth/passkeys", Map.of("credential", new Authenticator().make(adas)))
                    .expectProblem(410, "flow_expired");
        }
        server.clock().advance(Duration.ofMinutes(5));
        Tokens fresh = server.signIn(ada.name());
        JsonNode late = PasskeyCalls.creation(fresh);
        server.clock().advance(Duration.ofMinutes(5).minusSeconds(1));
        fresh.api()
                .post("/auth/passkeys", Map.of("credential", new Authenticator().make(late)))
                .expect(201);
        Authenticator slow = new Authenticator();
        Tokens again = server.signIn(ada.name());
        PasskeyCalls.add(again, slow);
        Map<String, Object> signed = slow.sign(PasskeyCalls.request(server));
        server.clock().advance(Duration.ofMinutes(5));
        PasskeyCalls.send(server, signed).expectProblem(410, "flow_expired");
    }

    @OnEveryServer
    void keysOfOtherKindsAreNotTaken(TestServer server) {
        for (Kind kind : Kind.values()) {
            Tokens ada = server.person();
            for (int number : new int[] {-7, -8, -257, -35, -65535, 5, 0}) {
                Authenticator confused = new Authenticator(kind);
                confused.algorithm = number;
                Reply reply = PasskeyCalls.tryAdding(ada, confused);
                boolean own = number == (kind == Kind.ES256 ? -7 : kind == Kind.RS256 ? -257 : -8);
                assertThat(reply.status()).as(kind + " as " + number).isEqualTo(own ? 201 : 422);
            }
        }
    }

    @OnEveryServer
    void malformedCredentialsAreRefusedWithTheField(TestServer server) {
        Tokens ada = server.person();
        Authenticator honest = new Authenticator();
        PasskeyCalls.add(ada, honest);
        for (Object odd : odd(honest.sign(PasskeyCalls.request(server)))) {
            Reply reply = server.api().post("/auth/passkeys/sign-in", Map.of("credential", odd));
            assertThat(reply.status()).as(odd + ": " + reply).isIn(401, 422);
        }
        for (Object odd : odd(new Authenticator().make(PasskeyCalls.creation(ada)))) {
            Reply reply = ada.api().post("/auth/passkeys", Map.of("credential", odd));
            assertThat(reply.status()).as(odd + ": " + reply).isEqualTo(422);
        }
        server.api().post("/auth/passkeys/sign-in", Map.of()).expectInvalid("credential");
        server.api()
                .post("/auth/passkeys/sign-in", Map.of("credential", Map.of("id", "x".repeat(70_000))))
                .expectProblem(413, "body_too_large");
    }

    /** The same credential with each of its parts in turn absent, of another kind, cut, or something else. */
    private static List<Object> odd(Map<String, Object> credential) {
        List<Object> all = new ArrayList<>(List.of("text", 7, List.of(), true, Map.of()));
        for (String member : List.of("id", "type", "response")) {
            for (Object value : List.of(7, "", "%%%", List.of())) {
                Map<String, Object> changed = new LinkedHashMap<>(credential);
                changed.put(member, value);
                all.add(changed);
            }
        }
        Map<?, ?> response = (Map<?, ?>) Objects.requireNonNull(credential.get("response"));
        for (Object member : response.keySet()) {
            if (member.equals("transports") || member.equals("userHandle")) {
                continue;
            }
            String usual = (String) Objects.requireNonNull(response.get(member));
            for (Object value : List.of(
                    7,
                    "",
                    "%%%",
                    usual.substring(0, usual.length() / 2),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(deep()),
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString("{\"type\":".getBytes(StandardCharsets.UTF_8)),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {(byte) 0xbf, 0x7f, (byte) 0xff}),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[20_000]))) {
                Map<String, Object> inner = new LinkedHashMap<>();
                response.forEach((name, text) -> inner.put((String) name, text));
                inner.put((String) member, value);
                Map<String, Object> changed = new LinkedHashMap<>(credential);
                changed.put("response", inner);
                all.add(changed);
            }
        }
        return all;
    }

    /** CBOR that is nested 20,000 levels deep. */
    private static byte[] deep() {
        byte[] bytes = new byte[20_000];
        Arrays.fill(bytes, (byte) 0x81);
        return bytes;
    }

    private static byte[] handle(JsonNode creation) {
        return Base64.getUrlDecoder().decode(creation.path("user").path("id").stringValue());
    }
}
