package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Row A18: one token in fifty hands gives one family; honest people stay signed in, thieves sign everybody out. */
class A18RefreshRaceTest {
    @OnEveryServer
    void insideTheGraceAllFiftyGetAWorkingAnswerOfOneFamily(TestServer server) throws Exception {
        Tokens ada = server.person();
        List<Reply> replies = AtOnce.fifty(() -> refresh(server, ada.refresh()));
        assertThat(replies).allSatisfy(reply -> reply.expect(200));
        assertThat(replies.stream().map(reply -> reply.text("refresh_token")).distinct())
                .hasSize(1);
        for (Reply reply : replies) {
            String access = Objects.requireNonNull(reply.text("access_token"));
            server.api().bearer(access).get("/users/me").expect(200);
            assertThat(Forge.claims(access).get("sid"))
                    .isEqualTo(Forge.claims(ada.access()).get("sid"));
        }
        assertThat(children(server, ada)).isEqualTo(2);
        assertThat(ada.api().get("/auth/sessions").expect(200).at("sessions").size())
                .isEqualTo(1);
        refresh(server, Objects.requireNonNull(replies.getFirst().text("refresh_token")))
                .expect(200);
    }

    /** Each goes on with what it got, as tabs do. */
    @OnEveryServer
    void fiftyWhoGoOnAtOnceStayOneFamily(TestServer server) throws Exception {
        Tokens ada = server.person();
        List<Reply> replies = AtOnce.fifty(() -> {
            Reply first = refresh(server, ada.refresh()).expect(200);
            Reply second = refresh(server, Objects.requireNonNull(first.text("refresh_token")))
                    .expect(200);
            return refresh(server, Objects.requireNonNull(second.text("refresh_token")));
        });
        assertThat(replies).allSatisfy(reply -> reply.expect(200));
        assertThat(live(server, ada)).as("tokens that nobody has spent").isEqualTo(1);
    }

    @OnEveryServer
    void outsideTheGraceNobodyOfFiftyDoesAndTheFamilyEnds(TestServer server) throws Exception {
        Tokens ada = server.person();
        Tokens next = server.tokens(ada.name(), refresh(server, ada.refresh()).expect(200));
        server.clock().advance(Duration.ofSeconds(11));
        next.api().get("/users/me").expect(200);
        List<Reply> replies = AtOnce.fifty(() -> refresh(server, ada.refresh()));
        assertThat(replies).allSatisfy(reply -> reply.expectProblem(401, "invalid_refresh_token"));
        refresh(server, next.refresh()).expectProblem(401, "invalid_refresh_token");
        next.api().get("/users/me").expect(401);
        ada.api().get("/users/me").expect(401);
        assertThat(children(server, ada)).isEqualTo(2);
    }

    /** The thief and the owner each hold the chain's end: whoever comes second tells. */
    @OnEveryServer
    void aThiefWhoWasFirstIsSignedOutByTheOwner(TestServer server) {
        Tokens owner = server.person();
        Tokens thief =
                server.tokens(owner.name(), refresh(server, owner.refresh()).expect(200));
        server.clock().advance(Duration.ofSeconds(11));
        refresh(server, owner.refresh()).expect(401);
        thief.api().get("/users/me").expect(401);
        refresh(server, thief.refresh()).expect(401);
        server.signIn(owner.name()).api().get("/users/me").expect(200);
    }

    @Test
    void twoNodesAreOneFamilyToo() throws Exception {
        try (TestDatabase on = TestDatabases.postgres();
                TestServer server = TestServer.on(on)) {
            TestServer other = server.secondNode();
            Tokens ada = server.person();
            List<Reply> replies =
                    AtOnce.fifty(thread -> () -> refresh(thread % 2 == 0 ? server : other, ada.refresh()));
            assertThat(replies).allSatisfy(reply -> reply.expect(200));
            assertThat(replies.stream()
                            .map(reply -> reply.text("refresh_token"))
                            .distinct())
                    .hasSize(1);
            assertThat(children(server, ada)).isEqualTo(2);
        }
    }

    private static Reply refresh(TestServer server, String token) {
        return server.api().post("/auth/refresh", Map.of("refresh_token", token));
    }

    private static long children(TestServer server, Tokens of) {
        return count(server, of, "");
    }

    private static long live(TestServer server, Tokens of) {
        return count(
                server,
                of,
                " AND NOT EXISTS (SELECT 1 FROM refresh_tokens c WHERE c.parent_hash = refresh_tokens.hash)");
    }

    private static long count(TestServer server, Tokens of, String and) {
        String session = String.valueOf(Forge.claims(of.access()).get("sid")).replace("\"", "");
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM refresh_tokens WHERE session_id = ?" + and,
                        row -> row.number("n"),
                        session))
                .orElseThrow();
    }
}
