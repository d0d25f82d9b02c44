package dev.gatehouse.flows;

import static dev.gatehouse.testing.Recovering.NEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Whoever takes an account back is told of the browser of whoever had it before, as of any that is new. */
class ForgottenDevicesTest {
    private static final String ADA = "ada@example.com";
    private static final String[] FEW = {"attempts.free=2", "attempts.longest_wait=10s", "proxy.trusted=127.0.0.1"};
    private static final AtomicInteger STRANGERS = new AtomicInteger();

    @OnEveryDatabase
    void afterARecoveryEveryBrowserIsNewOnce(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = ChangeEmailTest.person(server, "ada", ADA);
            Surfer owner = new Surfer(server);
            Surfer thief = new Surfer(server);
            signIn(owner, TestServer.PASSWORD);
            signIn(thief, TestServer.PASSWORD);
            String unrelated = TestServer.freshName("grace");
            server.signUp(unrelated);
            Api program = server.api().with("user-agent", "TasksApp/1.0");
            login(program, unrelated, TestServer.PASSWORD).expect(200);
            long before = newDevices(server);

            String token = Recovering.token(server, ADA);
            Recovering.reset(server.api(), token, "ada").expectProblem(422, "validation_failed");
            signIn(thief, TestServer.PASSWORD);
            assertThat(newDevices(server)).as("nothing is done yet").isEqualTo(before);
            Recovering.reset(server.api(), token, NEXT).expect(204);

            signIn(thief, NEXT);
            assertThat(newDevices(server)).as("the thief's, were they in again").isEqualTo(before + 1);
            signIn(owner, NEXT);
            signIn(owner, NEXT);
            assertThat(newDevices(server)).as("the owner's, once").isEqualTo(before + 2);
            login(program, unrelated, TestServer.PASSWORD).expect(200);
            assertThat(newDevices(server)).as("another account's").isEqualTo(before + 2);
            Tokens again = server.tokens("ada", Recovering.login(server.api(), ADA, NEXT));
            assertThat(again.api()
                            .get("/auth/data")
                            .expect(200)
                            .at("known_devices")
                            .size())
                    .as("two browsers, and the program that both are")
                    .isEqualTo(known(server, ada.id()) - 1);
        }
    }

    @OnEveryDatabase
    void whoWasNeverSignedInIsToldNothingOfTheFirstTime(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Recovering.signUp(server, ADA);
            Recovering.reset(server.api(), Recovering.token(server, ADA), NEXT).expect(204);
            Recovering.login(server.api(), ADA, NEXT).expect(200);
            assertThat(newDevices(server)).isZero();
        }
    }

    @OnEveryDatabase
    void anAdministratorsRecoveryForgetsThemToo(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = ChangeEmailTest.person(server, "ada", ADA);
            Surfer thief = new Surfer(server);
            signIn(thief, TestServer.PASSWORD);
            server.admin()
                    .api()
                    .post("/users/" + ada.id() + "/recovery", Map.of("reset_second_factors", true))
                    .expect(202);
            long before = newDevices(server);
            Recovering.reset(server.api(), Recovering.token(server.letterTo(ADA)), NEXT)
                    .expect(204);
            signIn(thief, NEXT);
            assertThat(newDevices(server)).isEqualTo(before + 1);
        }
    }

    @OnEveryDatabase
    void anAddressThatIsTakenBackForgetsThem(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = ChangeEmailTest.person(server, "ada", ADA);
            signIn(new Surfer(server), TestServer.PASSWORD);
            ChangeEmailTest.begin(eve, ChangeEmailTest.NEW).expect(202);
            String keep = VerifyEmailTest.token(server.letterTo(ADA));
            ChangeEmailTest.confirm(eve, VerifyEmailTest.token(server.letterTo(ChangeEmailTest.NEW)))
                    .expect(204);
            assertThat(known(server, eve.id())).isEqualTo(2);
            assertThat(places(server, eve.id())).isEqualTo(2);
            ChangeEmailTest.keep(server, keep).expect(200);
            assertThat(known(server, eve.id())).as("that there were some").isEqualTo(1);
            assertThat(places(server, eve.id())).isZero();
        }
    }

    @OnEveryDatabase
    void aLetterThatStopsAChangeForgetsThemAndItsOwnersSecondThoughtsDoNot(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = ChangeEmailTest.person(server, "ada", ADA);
            Surfer owner = new Surfer(server);
            signIn(owner, TestServer.PASSWORD);
            owner.post("/account/email/change", "email", ChangeEmailTest.NEW).expect(303);
            owner.post("/account/email/cancel").expect(303);
            ada.api()
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", TestServer.PASSWORD, "new_password", NEXT))
                    .expect(204);
            assertThat(known(server, ada.id())).isEqualTo(2);
            assertThat(places(server, ada.id())).isEqualTo(2);
            ChangeEmailTest.begin(ada, ChangeEmailTest.NEW).expect(202);
            ChangeEmailTest.keep(server, VerifyEmailTest.token(server.letterTo(ADA)))
                    .expect(200);
            assertThat(known(server, ada.id())).isEqualTo(1);
            assertThat(places(server, ada.id())).isZero();
        }
    }

    /** A thief at a place of before has no count of tries of their own; whoever signs in anew from there has. */
    @OnEveryDatabase
    void aPlaceIsKnownNoMoreUntilTheNextSignInFromThere(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, FEW)) {
            Recovering.signUp(server, ADA);
            Api home = stranger(server);
            login(home, ADA, TestServer.PASSWORD).expect(200);
            strangersTry(server);
            login(home, ADA, TestServer.PASSWORD).expect(200);
            Recovering.reset(server.api(), Recovering.token(server, ADA), NEXT).expect(204);
            server.clock().advance(Duration.ofHours(2));
            strangersTry(server);
            login(home, ADA, NEXT).expectProblem(429, "too_many_requests");
            server.clock().advance(Duration.ofHours(2));
            login(home, ADA, NEXT).expect(200);
            strangersTry(server);
            login(home, ADA, NEXT).expect(200);
        }
    }

    private static void strangersTry(TestServer server) {
        for (int i = 0; i < 2; i++) {
            login(stranger(server), ADA, "wrong one").expect(401);
        }
        login(stranger(server), ADA, "wrong one").expect(429);
    }

    private static Api stranger(TestServer server) {
        int number = STRANGERS.incrementAndGet();
        return server.api().from("198.51." + number / 200 + "." + (1 + number % 200));
    }

    private static Reply login(Api from, String name, String password) {
        return from.post("/auth/login", Map.of("identifier", name, "password", password));
    }

    private static void signIn(Surfer surfer, String password) {
        surfer.post("/sign-out");
        String flow = Surfer.hidden(surfer.visit("/sign-in"), "flow");
        surfer.post("/sign-in", "flow", flow, "identifier", ADA, "password", password)
                .expect(303);
    }

    private static long newDevices(TestServer server) {
        return count(server, "audit_events WHERE action = ?", "device.new");
    }

    private static long known(TestServer server, String account) {
        return count(server, "known_devices WHERE account_id = ?", account);
    }

    private static long places(TestServer server, String account) {
        return count(server, "backoffs WHERE account_id = ?", account);
    }

    private static long count(TestServer server, String where, String value) {
        List<Long> counted = server.database()
                .read(sql -> sql.list("SELECT count(*) AS n FROM " + where, row -> row.number("n"), value));
        return counted.getFirst();
    }
}
