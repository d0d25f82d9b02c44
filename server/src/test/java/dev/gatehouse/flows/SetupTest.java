package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.SetupLink;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The link that makes the first administrator. */
class SetupTest {
    private static final Map<String, String> ADA = Map.of("username", "ada", "password", TestServer.PASSWORD);

    @OnEveryDatabase
    void aScriptMakesTheFirstAdministratorOnce(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String link = SetupLink.of(server);
            Reply made = server.api().post(link, ADA).expect(201);
            assertThat(made.keys()).containsExactly("id", "username", "email", "roles", "created_at", "message");
            assertThat(made.texts("roles")).containsExactly("admin");
            server.signIn("ada").api().get("/roles").expect(200);
            server.api().post(link, ADA).expectProblem(410, "link_expired");
            server.api().get(link).expect(410);
            assertThat(events(server))
                    .containsExactly(made.text("id") + " " + made.text("id") + " {\"role\":\"admin\"}");
        }
    }

    @OnEveryDatabase
    void aFormMakesTheFirstAdministratorAndSaysWhatIsNext(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String link = SetupLink.of(server);
            Reply shown = server.api().get(link).expect(200);
            assertThat(shown.header("content-security-policy")).doesNotContain("unsafe", "data:", "*");
            assertThat(shown.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(shown.header("cache-control")).isEqualTo("no-store");
            assertThat(shown.body()).doesNotContain(SetupLink.secretOf(link), "<script>", "style=");
            Reply done = form(
                            server,
                            link,
                            "username",
                            "ada",
                            "email",
                            "",
                            "name",
                            "Ada",
                            "password",
                            TestServer.PASSWORD)
                    .expect(200);
            assertThat(done.body()).contains("Welcome, ada").doesNotContain(TestServer.PASSWORD);
            form(server, link, "username", "eve", "password", TestServer.PASSWORD)
                    .expect(410);
            server.signIn("ada");
        }
    }

    @OnEveryDatabase
    void aFormWithMistakesLeavesTheLinkAndKeepsAllButThePassword(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String link = SetupLink.of(server);
            Reply refused = form(
                            server,
                            link,
                            "username",
                            "\"><script>alert(1)</script>",
                            "email",
                            "no address",
                            "name",
                            "' onfocus='alert(1)",
                            "password",
                            "2short")
                    .expect(422);
            assertThat(refused.body())
                    .contains(
                            "&lt;script>alert(1)",
                            "no address",
                            "This is not an e-mail address",
                            "at least 8 characters")
                    .doesNotContain("<script>", "' onfocus='", "2short");
            form(server, link).expect(422);
            server.api().post(link, Map.of("password", TestServer.PASSWORD)).expectInvalid("username");
            server.signUp("taken");
            form(server, link, "username", "taken", "password", TestServer.PASSWORD)
                    .expect(409);
            server.api()
                    .post(link, Map.of("username", "taken", "password", TestServer.PASSWORD))
                    .expectProblem(409, "account_exists");
            server.api().post(link, ADA).expect(201);
        }
    }

    @OnEveryDatabase
    void aFormMustComeFromThisSite(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String link = SetupLink.of(server);
            String[] fields = {"username", "ada", "password", TestServer.PASSWORD};
            server.api().form(link, fields).expectProblem(403, "cross_origin");
            for (String[] header : new String[][] {
                {"origin", "https://evil.example"}, {"origin", "null"}, {"sec-fetch-site", "cross-site"}
            }) {
                server.api().with(header[0], header[1]).form(link, fields).expectProblem(403, "cross_origin");
            }
            server.api()
                    .send("POST", link, "text/plain", new byte[] {'{', '}'})
                    .expectProblem(415, "unsupported_media_type");
            server.api()
                    .with("origin", "null")
                    .with("sec-fetch-site", "same-origin")
                    .form(link, fields)
                    .expect(200);
        }
    }

    @OnEveryDatabase
    void aLinkEndsWithItsHourAndWithTheNextOne(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String first = SetupLink.of(server);
            String second = SetupLink.of(server);
            server.api().get(first).expect(410);
            server.clock().advance(Duration.ofHours(1));
            server.api().get(second).expect(410);
            server.api().post(second, ADA).expectProblem(410, "link_expired");
            server.api().post("/setup/nothing", Map.of()).expectProblem(410, "link_expired");
            assertThat(accounts(server)).isZero();
        }
    }

    @OnEveryDatabase
    void whereSomebodyAdministersTheLinkIsDead(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String link = SetupLink.of(server);
            server.admin();
            Reply gone = server.api().get(link).expect(410);
            assertThat(gone.header("content-type")).startsWith("text/html");
            server.api().post(link, ADA).expectProblem(410, "link_expired");
            assertThat(accounts(server)).isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void ofFiftyWhoFollowOneLinkOneWins(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String link = SetupLink.of(server);
            CountDownLatch together = new CountDownLatch(1);
            List<Future<Reply>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Map<String, String> wanted = Map.of("username", "racer" + i, "password", TestServer.PASSWORD);
                answers.add(threads.submit(() -> {
                    together.await();
                    return server.api().post(link, wanted);
                }));
            }
            together.countDown();
            List<Integer> statuses = new ArrayList<>();
            for (Future<Reply> answer : answers) {
                statuses.add(answer.get().status());
            }
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
            assertThat(statuses).filteredOn(status -> status == 410).hasSize(49);
            assertThat(accounts(server)).isEqualTo(1);
        }
    }

    private static Reply form(TestServer server, String link, String... fields) {
        return server.api().with("origin", TestServer.PUBLIC_URL).form(link, fields);
    }

    private static long accounts(TestServer server) {
        return server.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM accounts", row -> row.number("n")))
                .orElseThrow();
    }

    private static List<String> events(TestServer server) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT actor, subject, detail FROM audit_events WHERE action = 'account.created'",
                        row -> row.text("actor") + " " + row.text("subject") + " " + row.text("detail")));
    }
}
