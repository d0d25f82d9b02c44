package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Row A17: nothing that is good for one purpose is taken for another. */
class A17EveryKindAtItsOwnDoorTest {
    @OnEveryServer
    void whatIsNoAccessTokenOpensNoDoorOfAccessTokens(TestServer server) {
        Tokens admin = server.admin();
        Tokens victim = server.admin();
        Map<String, String> artefacts = new LinkedHashMap<>();
        artefacts.put("refresh token", victim.refresh());
        artefacts.put("feed of revocations", feed(server));
        artefacts.put("account id", victim.id());
        artefacts.put("session id", sid(victim));
        artefacts.put("key set", server.api().get("/oauth2/jwks").body().replaceAll("\\s", ""));
        artefacts.putAll(rightKeyWrongPurpose(server, victim));
        for (Door door : Door.forAccessTokens(server, admin)) {
            artefacts.forEach((name, artefact) -> assertThat(door.lets(artefact))
                    .as(name + ", " + door.name())
                    .isFalse());
        }
        victim.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void whatIsNoRefreshTokenRefreshesNothing(TestServer server) {
        Tokens victim = server.person();
        Map<String, String> artefacts = new LinkedHashMap<>();
        artefacts.put("access token", victim.access());
        artefacts.put("feed of revocations", feed(server));
        artefacts.put("session id", sid(victim));
        artefacts.put("access token with the prefix", "gr_" + victim.access());
        artefacts.put(
                "access token's signature",
                "gr_" + victim.access().substring(victim.access().length() - 43));
        artefacts.put("without its prefix", victim.refresh().substring(3));
        artefacts.put("padded", victim.refresh() + "=");
        artefacts.put("in capitals", victim.refresh().toUpperCase(java.util.Locale.ROOT));
        artefacts.put("a bit further", changedLast(victim.refresh()));
        for (Door door : Door.forRefreshTokens(server)) {
            artefacts.forEach((name, artefact) -> assertThat(door.lets(artefact))
                    .as(name + ", " + door.name())
                    .isFalse());
        }
        server.api()
                .post("/auth/refresh", Map.of("refresh_token", victim.refresh()))
                .expect(200);
    }

    /** Revocation answers everything alike, so it is asked what it did. */
    @OnEveryServer
    void revocationEndsNothingForWhatIsNoTokenOfItsHolder(TestServer server) {
        Tokens victim = server.person();
        Map<String, String> artefacts = new LinkedHashMap<>(rightKeyWrongPurpose(server, victim));
        artefacts.put("session id", sid(victim));
        artefacts.put("token id", String.valueOf(Forge.claims(victim.access()).get("jti")));
        artefacts.put("account id", victim.id());
        artefacts.put("feed", feed(server));
        artefacts.forEach((name, artefact) -> {
            server.api().form("/oauth2/revoke", "token", artefact).expect(200);
            victim.api().get("/users/me").expect(200);
        });
        server.api()
                .post("/auth/refresh", Map.of("refresh_token", victim.refresh()))
                .expect(200);
    }

    /** What a page of one account says about another, and a session of one account to another. */
    @OnEveryServer
    void nobodyEndsASessionOfSomebodyElse(TestServer server) {
        Tokens victim = server.person();
        for (Tokens attacker : List.of(server.person(), server.admin())) {
            attacker.api().delete("/auth/sessions/" + sid(victim)).expect(404);
        }
        victim.api().get("/users/me").expect(200);
    }

    private static Map<String, String> rightKeyWrongPurpose(TestServer server, Tokens victim) {
        Forge forge = Forge.of(server);
        String honest = victim.access();
        Map<String, String> forged = new LinkedHashMap<>();
        for (String type :
                List.of("JWT", "jwt", "id_token+jwt", "logout+jwt", "revocations+jwt", "dpop+jwt", "refresh+jwt", "")) {
            forged.put("typ " + type, forge.signed(forge.header("typ", type), Forge.claims(honest)));
        }
        forged.put("no typ", forge.signed(forge.header("typ", null), Forge.claims(honest)));
        Instant now = server.clock().instant();
        record Other(String claim, @Nullable Object value) {}
        for (Other other : List.of(
                new Other("aud", "https://other.example"),
                new Other("aud", List.of("https://other.example")),
                new Other("aud", TestServer.PUBLIC_URL + "/"),
                new Other("aud", null),
                new Other("iss", "https://other.example"),
                new Other("iss", TestServer.PUBLIC_URL + "/"),
                new Other("iss", null),
                new Other("sub", null),
                new Other("jti", null),
                new Other("client_id", null),
                new Other("exp", null),
                new Other("exp", now.getEpochSecond()),
                new Other("exp", String.valueOf(now.getEpochSecond() + 600)),
                new Other("iat", null),
                new Other("iat", now.getEpochSecond() + 60),
                new Other("nbf", now.getEpochSecond() + 60))) {
            forged.put(other.toString(), forge.signed(forge.header(), Forge.claims(honest, other.claim, other.value)));
        }
        return forged;
    }

    private static String feed(TestServer server) {
        return server.api().get("/oauth2/revocations").expect(200).body();
    }

    private static String sid(Tokens of) {
        return String.valueOf(Forge.claims(of.access()).get("sid")).replace("\"", "");
    }

    private static String changedLast(String token) {
        char last = token.charAt(token.length() - 1);
        return token.substring(0, token.length() - 1) + (last == 'A' ? 'E' : 'A');
    }
}
