package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RevocationFeedTest {
    private static final String FEED = "/oauth2/revocations";
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    @OnEveryServer
    void theFeedIsSignedAndNamesWhatIsRevokedUntilItExpires(TestServer server) throws Exception {
        Tokens ada = server.person();
        Tokens grace = server.person();
        ada.api().post("/auth/logout").expect(204);
        server.api().form("/oauth2/revoke", "token", grace.access()).expect(200);

        SignedJWT feed = feed(server);
        var key = JWKSet.parse(server.api().get("/oauth2/jwks").expect(200).body())
                .getKeyByKeyId(feed.getHeader().getKeyID());
        assertThat(feed.verify(new ECDSAVerifier(key.toECKey()))).isTrue();
        assertThat(feed.getHeader().getType().getType()).isEqualTo("revocations+jwt");
        assertThat(feed.getJWTClaimsSet().getIssuer()).isEqualTo(TestServer.PUBLIC_URL);
        String session = SignedJWT.parse(ada.access()).getJWTClaimsSet().getStringClaim("sid");
        String token = SignedJWT.parse(grace.access()).getJWTClaimsSet().getJWTID();
        assertThat(feed.getPayload().toString()).contains(session).contains(token);

        server.clock().advance(Duration.ofMinutes(30));
        assertThat(feed(server).getPayload().toString()).doesNotContain(session).doesNotContain(token);
    }

    @OnEveryServer
    void whoHasTheNewestGetsNothingNew(TestServer server) {
        server.person().api().post("/auth/logout").expect(204);
        String tag = tag(server.api().get(FEED).expect(200));
        Reply unchanged = server.api().with("if-none-match", tag).get(FEED).expect(304);
        assertThat(unchanged.bytes()).isEmpty();
        assertThat(tag(unchanged)).isEqualTo(tag);
        server.person().api().post("/auth/logout").expect(204);
        Reply changed = server.api().with("if-none-match", tag).get(FEED).expect(200);
        assertThat(tag(changed)).isNotEqualTo(tag);
        server.api().get(FEED + "?wait=31").expectInvalid("wait");
    }

    @OnEveryServer
    void whoWaitsIsWokenWithinASecondOfASignOut(TestServer server) throws Exception {
        assertThat(fastestWaking(server, server)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whoWaitsAtAnotherNodeIsWokenToo() throws Exception {
        try (TestDatabase on = TestDatabases.postgres();
                TestServer server = TestServer.on(on)) {
            assertThat(fastestWaking(server, server.secondNode())).isLessThan(Duration.ofSeconds(1));
        }
    }

    @OnEveryServer
    void aTagThatAProxyMadeWeakWaitsToo(TestServer server) throws Exception {
        String weak = "W/" + tag(server.api().get(FEED).expect(200));
        server.api().with("if-none-match", weak).get(FEED).expect(304);
        CompletableFuture<Reply> waiting =
                server.api().with("if-none-match", weak).getLater(FEED + "?wait=30");
        server.person().api().post("/auth/logout").expect(204);
        waiting.get().expect(200);
    }

    @OnEveryServer
    void oneClientCannotTakeThePlacesOfAllWhoWait(TestServer server) throws Exception {
        String tag = tag(server.api().get(FEED).expect(200));
        List<CompletableFuture<Reply>> greedy = new ArrayList<>();
        for (int i = 0; i < 251; i++) {
            greedy.add(server.api().with("if-none-match", tag).getLater(FEED + "?wait=30"));
        }
        CompletableFuture.anyOf(greedy.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        assertThat(greedy.stream().filter(CompletableFuture::isDone)).hasSize(1);
        server.person().api().post("/auth/logout").expect(204);
        int refused = 0;
        for (CompletableFuture<Reply> one : greedy) {
            refused += one.get().status() == 304 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(1);
    }

    /** Of three, so that a machine that is busy with other things does not fail a test. */
    private static Duration fastestWaking(TestServer signOutAt, TestServer waitAt) throws Exception {
        Duration fastest = LONG_POLL;
        for (int i = 0; i < 3; i++) {
            Tokens ada = signOutAt.person();
            String tag = tag(waitAt.api().get(FEED).expect(200));
            CompletableFuture<Reply> waiting =
                    waitAt.api().with("if-none-match", tag).getLater(FEED + "?wait=" + LONG_POLL.toSeconds());
            assertThat(waiting).isNotDone();
            long begun = System.nanoTime();
            ada.api().post("/auth/logout").expect(204);
            Reply woken = waiting.get();
            Duration waited = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(tag(woken.expect(200))).isNotEqualTo(tag);
            fastest = waited.compareTo(fastest) < 0 ? waited : fastest;
        }
        return fastest;
    }

    private static SignedJWT feed(TestServer server) throws Exception {
        return SignedJWT.parse(server.api().get(FEED).expect(200).body());
    }

    private static String tag(Reply reply) {
        return String.valueOf(reply.header("etag"));
    }
}
