package dev.gatehouse.flows;

import static dev.gatehouse.flows.ChangeEmailTest.NEW;
import static dev.gatehouse.flows.ChangeEmailTest.OLD;
import static dev.gatehouse.flows.ChangeEmailTest.actions;
import static dev.gatehouse.flows.ChangeEmailTest.address;
import static dev.gatehouse.flows.ChangeEmailTest.begin;
import static dev.gatehouse.flows.ChangeEmailTest.confirm;
import static dev.gatehouse.flows.ChangeEmailTest.keep;
import static dev.gatehouse.flows.ChangeEmailTest.me;
import static dev.gatehouse.flows.ChangeEmailTest.newcomer;
import static dev.gatehouse.flows.ChangeEmailTest.person;
import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.login;
import static dev.gatehouse.testing.Recovering.reset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import dev.gatehouse.testing.Ways;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An address that an administrator gives: the one before is told and can take it back, as where its owner changes it. */
class GivenEmailTest {
    private static final String EVES = "eve@example.com";

    @OnEveryDatabase
    void theAddressBeforeIsToldInItsLanguageAndTakesItBack(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            server.database()
                    .write(transaction ->
                            transaction.update("UPDATE accounts SET language = 'de' WHERE id = ?", ada.id()));
            Tokens moderator = server.member("moderator");
            Reply changed = give(moderator, ada, NEW).expect(200);
            assertThat(changed.at("email_verified").booleanValue()).isFalse();

            Mail told = server.letterTo(OLD);
            assertThat(told.subject()).isEqualTo("Die E-Mail-Adresse Ihres Kontos wurde geändert");
            assertThat(told.path()).startsWith("/account/email/keep?token=");
            assertThat(told.text())
                    .contains("Neue E-Mail-Adresse: " + NEW, "Gültig bis: 05.03.2026, 09:00 UTC")
                    .doesNotContain("127.0.0.1");
            List<Mail> asked = server.lettersTo(NEW);
            assertThat(asked).hasSize(1);
            assertThat(asked.getFirst().path()).startsWith("/verify-email?token=");
            assertThat(actors(server, ada.id(), "email.changed")).containsExactly(moderator.id());

            me(ada);
            assertThat(keep(server, Recovering.token(told))
                            .expect(200)
                            .at("taken_back")
                            .booleanValue())
                    .isTrue();
            ada.api().get("/users/me").expect(401);
            assertThat(address(server, ada.id())).isEqualTo(OLD);
            assertThat(server.lettersTo(OLD)).anyMatch(mail -> mail.text().contains("/recover/new?token="));
            assertThat(actions(server, ada.id())).contains("email.kept");
        }
    }

    /** Whoever gives somebody their own address and starts recovery there gets past no second factor, and not for long. */
    @OnEveryDatabase
    void nobodyGetsAnAccountByGivingItTheirAddress(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            Ways.authenticator(
                    server, ada.id(), "hers", server.clock().instant().minus(Duration.ofDays(30)));
            Tokens eve = server.member("moderator");
            give(eve, ada, EVES).expect(200);
            server.settle();
            eve.api().post("/users/" + ada.id() + "/recovery", Map.of()).expect(202);
            reset(server.api(), Recovering.token(server.letterTo(EVES)), NEXT).expect(204);
            login(server.api(), EVES, NEXT).expectProblem(401, "mfa_required");
            assertThat(Ways.count(server, "authenticators", ada.id())).isOne();

            keep(server, Recovering.token(letter(server, OLD, "/account/email/keep")))
                    .expect(200);
            login(server.api(), OLD, NEXT).expectProblem(401, "invalid_credentials");
            reset(server.api(), Recovering.token(letter(server, OLD, "/recover/new")), TestServer.PASSWORD)
                    .expect(204);
            login(server.api(), OLD, TestServer.PASSWORD).expectProblem(401, "mfa_required");
        }
    }

    @OnEveryDatabase
    void whatWasMailedToTheAddressBeforeIsVoid(TestDatabase on) {
        try (TestServer server =
                TestServer.mailing(on, "signin.magic_link=true", "signin.email_code=true", "mfa.email_codes=on")) {
            Tokens ada = person(server, "ada", OLD);
            Tokens admin = server.admin();
            String forgotten = Recovering.token(server, OLD);
            String magic = Recovering.magicToken(server, OLD);
            String ticket = Recovering.codeToken(server, OLD);
            String code = server.letterTo(OLD).code();
            begin(ada, "newer@example.com").expect(202);
            String pending = Recovering.token(server.letterTo("newer@example.com"));
            assertThat(Ways.count(server, "mailed_codes", ada.id())).isOne();
            give(admin, ada, NEW).expect(200);
            reset(server.api(), forgotten, NEXT).expectProblem(410, "link_expired");
            server.api()
                    .post("/auth/magic-link/sign-in", Map.of("token", magic))
                    .expectProblem(410, "link_expired");
            server.api()
                    .post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", code))
                    .expect(401);
            confirm(ada, pending).expectProblem(410, "link_expired");
            assertThat(Ways.count(server, "mailed_codes", ada.id())).isZero();

            server.settle();
            admin.api().post("/users/" + ada.id() + "/recovery", Map.of()).expect(202);
            String started = Recovering.token(server.letterTo(NEW));
            give(admin, ada, "third@example.com").expect(200);
            reset(server.api(), started, NEXT).expectProblem(410, "link_expired");
        }
    }

    @OnEveryDatabase
    void anAddressThatIsTakenAwayIsTold(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            Tokens admin = server.admin();
            give(admin, ada, null).expect(200);
            Mail told = server.letterTo(OLD);
            assertThat(told.subject()).isEqualTo("The e-mail address of your account was changed");
            assertThat(told.text()).doesNotContain("New e-mail address");
            keep(server, Recovering.token(told)).expect(200);
            assertThat(address(server, ada.id())).isEqualTo(OLD);
        }
    }

    /** An address that nobody verified is told nothing, nor one that stays as it is; and where no letter leaves, none waits. */
    @OnEveryDatabase
    void whereThereIsNobodyToTellNobodyIsTold(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            Tokens admin = server.admin();
            Tokens grace = newcomer(server, "grace", "typo@example.com");
            give(admin, grace, "grace@example.com").expect(200);
            Tokens ada = person(server, "ada", OLD);
            give(admin, ada, OLD).expect(200);
            admin.api().patch("/users/" + ada.id(), Map.of("name", "Ada L.")).expect(200);
            server.settle();
            assertThat(server.mailbox().all()).isEmpty();
            assertThat(actions(server, ada.id())).doesNotContain("email.changed");
            assertThat(me(ada).at("email_verified").booleanValue()).isTrue();
        }
        try (TestServer server = TestServer.on(on)) {
            Tokens admin = server.admin();
            Tokens ida = person(server, "ida", "ida@example.com");
            give(admin, ida, "ida@example.org").expect(200);
            long waiting = server.database()
                    .read(sql -> sql.one("SELECT count(*) AS n FROM outbox", row -> row.number("n")))
                    .orElseThrow();
            assertThat(waiting).isZero();
        }
    }

    @OnEveryDatabase
    void itIsTakenBackForThreeDaysUnlessTheAccountIsDisabled(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Duration bound = Duration.ofHours(72);
            for (Duration past : List.of(bound.minusMillis(1), bound, bound.plusMillis(1))) {
                String name = TestServer.freshName("ada");
                Tokens ada = person(server, name, name + "@example.com");
                give(server.admin(), ada, name + "@example.org").expect(200);
                String token = Recovering.token(server.letterTo(name + "@example.com"));
                server.clock().advance(past);
                boolean good = past.compareTo(bound) < 0;
                assertThat(keep(server, token).status()).isEqualTo(good ? 200 : 410);
            }
            Tokens ida = person(server, "ida", OLD);
            Map<String, String> change = Map.of("email", NEW, "status", "disabled");
            server.admin().api().patch("/users/" + ida.id(), change).expect(200);
            keep(server, Recovering.token(server.letterTo(OLD))).expectProblem(410, "link_expired");
        }
    }

    /** Somebody knew whom they gave it: no letter takes the account, or what leads into it, from whoever has it. */
    @OnEveryDatabase
    void anAddressThatWasGivenDoesNotGiveWay(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = newcomer(server, "ada", OLD);
            Ways.passkey(server, ada.id(), server.clock().instant());
            give(server.admin(), ada, NEW).expect(200);
            Mail letter = server.letterTo(NEW);
            Surfer reader = new Surfer(server);
            assertThat(reader.visit(letter.path()).expect(200).body()).doesNotContain("disown");
            reader.post("/verify-email", "token", Recovering.token(letter), "choice", "disown")
                    .expect(410);
            reset(server.api(), Recovering.token(server, NEW), NEXT).expect(204);
            assertThat(Ways.count(server, "passkeys", ada.id())).isOne();
            assertThat(actions(server, ada.id())).doesNotContain("account.reclaimed");
        }
    }

    private static Mail letter(TestServer server, String to, String path) {
        return server.lettersTo(to).stream()
                .filter(mail -> mail.text().contains(path))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static Reply give(Tokens who, Tokens to, @Nullable String address) {
        Map<String, @Nullable Object> change = new HashMap<>();
        change.put("email", address);
        return who.api().patch("/users/" + to.id(), change);
    }

    private static List<String> actors(TestServer server, String account, String action) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT actor FROM audit_events WHERE subject = ? AND action = ?",
                        row -> row.text("actor"),
                        account,
                        action));
    }
}
