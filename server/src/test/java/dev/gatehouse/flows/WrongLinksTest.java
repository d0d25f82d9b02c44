package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Links of letters that do not work are counted for the client's address, whatever they lead to and however they are sent. */
class WrongLinksTest {
    private static final String MADE_UP = "A".repeat(43);
    private static final String[] THREE = {
        "limits.exchange=3/minute", "signin.magic_link=true", "proxy.trusted=127.0.0.1"
    };

    @OnEveryDatabase
    void theApiTakesAsManyAsTheLimit(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, THREE)) {
            Tokens ada = ChangeEmailTest.person(server, "ada", ChangeEmailTest.OLD);
            Map<String, Function<Api, Reply>> ways = new LinkedHashMap<>();
            post(ways, "/auth/verify-email", Map.of("token", MADE_UP));
            post(ways, "/auth/verify-email", Map.of("token", MADE_UP, "password", TestServer.PASSWORD));
            post(ways, "/auth/change-email/keep", Map.of("token", MADE_UP));
            post(ways, "/auth/passkeys/sign-up/options", Map.of("token", MADE_UP));
            post(ways, "/auth/reset-password", Map.of("token", MADE_UP, "new_password", "three green herons"));
            ways.put("/auth/change-email/confirm", api -> api.bearer(ada.access())
                    .post("/auth/change-email/confirm", Map.of("token", MADE_UP)));
            int address = 0;
            for (Map.Entry<String, Function<Api, Reply>> way : ways.entrySet()) {
                Api here = server.api().from("192.0.2." + ++address);
                for (int i = 0; i < 3; i++) {
                    way.getValue().apply(here).expectProblem(410, "link_expired");
                }
                Reply refused = way.getValue().apply(here).expectProblem(429, "too_many_requests");
                assertThat(refused.header("ratelimit")).as(way.getKey()).isEqualTo("\"exchange\";r=0;t=60");
                way.getValue().apply(server.api().from("198.51.100." + address)).expectProblem(410, "link_expired");
            }
        }
    }

    @OnEveryDatabase
    void pagesTakeAsManyAsTheLimit(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, THREE)) {
            ChangeEmailTest.person(server, "ada", ChangeEmailTest.OLD);
            Map<String, Function<Surfer, Reply>> ways = new LinkedHashMap<>();
            for (String path : new String[] {
                "/verify-email", "/account/email/keep", "/account/email/confirm", "/recover/new", "/sign-in/mailed"
            }) {
                ways.put(path, surfer -> surfer.visit(path + "?token=" + MADE_UP));
                ways.put(path + " without", surfer -> surfer.visit(path));
            }
            ways.put("verify", surfer -> surfer.post("/verify-email", "token", MADE_UP, "password", "wrong one"));
            ways.put("disown", surfer -> surfer.post("/verify-email", "token", MADE_UP, "choice", "disown"));
            ways.put("passkey", surfer -> surfer.post("/verify-email/passkey", "token", MADE_UP));
            ways.put("options", surfer -> surfer.post("/verify-email/passkey/options", "token", MADE_UP));
            ways.put("keep", surfer -> surfer.post("/account/email/keep", "token", MADE_UP));
            ways.put("confirm", surfer -> surfer.post("/account/email/confirm", "token", MADE_UP));
            ways.put("reset", surfer -> surfer.post("/recover/new", "ticket", MADE_UP));
            ways.put("follow", surfer -> surfer.post("/sign-in/mailed", "ticket", MADE_UP));
            int address = 0;
            for (Map.Entry<String, Function<Surfer, Reply>> way : ways.entrySet()) {
                Surfer here = new Surfer(server).from("192.0.2." + ++address);
                if (way.getKey().equals("confirm")) {
                    signIn(here);
                }
                for (int i = 0; i < 3; i++) {
                    way.getValue().apply(here).expect(410);
                }
                Reply refused = way.getValue().apply(here).expect(429);
                assertThat(refused.header("retry-after")).as(way.getKey()).isEqualTo("60");
            }
        }
    }

    /** Below the limit and at it, a link that works is not counted; beyond it, it works all the same. */
    @OnEveryDatabase
    void linksThatWorkAreNotCounted(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, THREE)) {
            Tokens ada = ChangeEmailTest.person(server, "ada", ChangeEmailTest.OLD);
            Api here = server.api().from("192.0.2.1");
            ChangeEmailTest.begin(ada, ChangeEmailTest.NEW).expect(202);
            String keep = VerifyEmailTest.token(server.letterTo(ChangeEmailTest.OLD));
            keep(here, MADE_UP).expect(410);
            keep(here, MADE_UP).expect(410);
            keep(here, keep).expect(200);
            keep(here, keep).expect(410);
            keep(here, MADE_UP).expect(429);
            server.clock().advance(Duration.ofMinutes(1).minusMillis(1));
            keep(here, MADE_UP).expect(429);
            ChangeEmailTest.begin(ada, ChangeEmailTest.NEW).expect(202);
            keep(here, VerifyEmailTest.token(server.letterTo(ChangeEmailTest.OLD)))
                    .expect(200);
            server.clock().advance(Duration.ofMillis(1));
            keep(here, MADE_UP).expect(410);
        }
    }

    private static void post(Map<String, Function<Api, Reply>> ways, String path, Map<String, String> body) {
        ways.put(path + " " + body.keySet(), api -> api.post(path, body));
    }

    private static Reply keep(Api from, String token) {
        return from.post("/auth/change-email/keep", Map.of("token", token));
    }

    private static void signIn(Surfer surfer) {
        String flow = Surfer.hidden(surfer.visit("/sign-in"), "flow");
        surfer.post("/sign-in", "flow", flow, "identifier", "ada", "password", TestServer.PASSWORD)
                .expect(303);
    }
}
