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
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The address before a change stops it, or takes it back with all that an intruder added. */
class KeepEmailTest {
    private static final Duration THREE_DAYS = Duration.ofHours(72);

    @OnEveryDatabase
    void theAddressBeforeStopsAChange(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            begin(ada, NEW).expect(202);
            String confirm = VerifyEmailTest.token(server.letterTo(NEW));
            Reply kept =
                    keep(server, VerifyEmailTest.token(server.letterTo(OLD))).expect(200);
            assertThat(kept.at("taken_back").booleanValue()).isFalse();
            confirm(ada, confirm).expect(410);
            assertThat(me(ada).text("email")).isEqualTo(OLD);
            assertThat(actions(server, ada.id())).contains("email.kept");
        }
    }

    @OnEveryDatabase
    void theAddressBeforeTakesAChangeBackAndEverybodyIsOut(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = person(server, "ada", OLD);
            begin(eve, NEW).expect(202);
            String keep = VerifyEmailTest.token(server.letterTo(OLD));
            confirm(eve, VerifyEmailTest.token(server.letterTo(NEW))).expect(204);
            assertThat(keep(server, keep).expect(200).at("taken_back").booleanValue())
                    .isTrue();
            eve.api().get("/users/me").expect(401);
            server.api()
                    .post("/auth/login", Map.of("username", "ada", "password", TestServer.PASSWORD))
                    .expect(401);
            assertThat(address(server, eve.id())).isEqualTo(OLD);
            keep(server, keep).expectProblem(410, "link_expired");

            Mail recover = server.lettersTo(OLD).stream()
                    .filter(mail -> mail.text().contains("/recover/new?token="))
                    .findFirst()
                    .orElseThrow();
            Recovering.reset(server.api(), VerifyEmailTest.token(recover), Recovering.NEXT)
                    .expect(204);
            Recovering.login(server.api(), OLD, Recovering.NEXT).expect(200);
        }
    }

    /**
     * An intruder lets themselves in otherwise first, and then asks for the change: what was added since three days before that
     * leads nowhere. What was there earlier stays.
     */
    @OnEveryDatabase
    void whatWasAddedShortlyBeforeTheChangeOrSinceGoesWithIt(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = person(server, "ada", OLD);
            Instant now = server.clock().instant();
            Instant bound = now.minus(THREE_DAYS);
            Ways.authenticator(server, eve.id(), "before", bound.minusMillis(1));
            Ways.identity(server, eve.id(), "before", bound.minusMillis(1));
            Ways.passkey(server, eve.id(), bound.minusMillis(1));
            server.database()
                    .write(transaction -> transaction.update(
                            "UPDATE sessions SET acr = 'urn:gatehouse:acr:2' WHERE account_id = ?", eve.id()));
            begin(eve, NEW).expect(202);
            String keep = VerifyEmailTest.token(server.letterTo(OLD));
            Ways.authenticator(server, eve.id(), "at", bound);
            Ways.identity(server, eve.id(), "at", bound);
            Ways.passkey(server, eve.id(), bound);
            Ways.authenticator(server, eve.id(), "after", now);
            Ways.identity(server, eve.id(), "after", now);
            Ways.passkey(server, eve.id(), now);
            Ways.others(server, eve.id(), now);
            confirm(eve, VerifyEmailTest.token(server.letterTo(NEW))).expect(204);
            assertThat(Ways.count(server, "remembered_devices", eve.id())).isZero();
            Ways.device(server, eve.id(), now);
            Reply kept = keep(server, keep).expect(200);
            assertThat(kept.at("removed").toString())
                    .isEqualTo("{\"password\":true,\"passkeys\":2,\"authenticators\":2,\"recovery_codes\":1,"
                            + "\"remembered_devices\":1,\"providers\":[\"at\",\"after\"]}");
            for (String table : List.of("recovery_codes", "remembered_devices", "pending_links", "passwords")) {
                assertThat(Ways.count(server, table, eve.id())).as(table).isZero();
            }
            assertThat(Ways.count(server, "passkeys", eve.id())).isOne();
            assertThat(Ways.names(server, "SELECT name FROM authenticators WHERE account_id = ?", eve.id()))
                    .containsExactly("before");
            assertThat(Ways.names(server, "SELECT provider AS name FROM identities WHERE account_id = ?", eve.id()))
                    .containsExactly("before");
            assertThat(actions(server, eve.id())).contains("password.removed", "second_factors.reset", "link.removed");
            assertThat(Ways.names(
                            server,
                            "SELECT detail AS name FROM audit_events WHERE subject = ? AND action = 'email.kept'",
                            eve.id()))
                    .singleElement()
                    .asString()
                    .contains("taken back", bound.toString(), "\"passkeys\":\"2\"", "\"providers\":\"at after\"");
            assertThat(server.lettersTo(OLD)).anyMatch(mail -> mail.text().contains("/recover/new"));
        }
    }

    /** Where nothing older is left, nothing is asked for any more; and the page says what went. */
    @OnEveryDatabase
    void thePageSaysWhatWentAndLeadsToANewPassword(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = person(server, "ada", OLD);
            begin(eve, NEW).expect(202);
            String link = server.letterTo(OLD).path();
            Ways.passkey(server, eve.id(), server.clock().instant());
            Ways.others(server, eve.id(), server.clock().instant());
            confirm(eve, VerifyEmailTest.token(server.letterTo(NEW))).expect(204);
            Surfer ada = new Surfer(server);
            assertThat(ada.visit(link).expect(200).body()).contains("ways in that were added lately go");
            Reply page = ada.follow(ada.post("/account/email/keep", "token", link.substring(link.indexOf('=') + 1)));
            assertThat(page.expect(200).body())
                    .contains(
                            "<li>The password</li>",
                            "<li>Passkeys that were added lately</li>",
                            "<li>All recovery codes</li>",
                            "href=\"/recover\"")
                    .doesNotContain("Authenticator apps", "Linked providers");
            assertThat(Ways.count(server, "factor_choices", eve.id())).isZero();
            assertThat(ada.get("/account/email/kept?taken_back=password.%3Cb%3E.nothing")
                            .expect(200)
                            .body())
                    .contains("<li>The password</li>")
                    .doesNotContain("<b>", "<li>nothing");
        }
    }

    /** A passkey from long before the change is asked for after it is taken back, where it was. */
    @OnEveryDatabase
    void aPasskeyFromBeforeGoesOnBeingAskedFor(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = person(server, "ada", OLD);
            begin(eve, NEW).expect(202);
            String keep = VerifyEmailTest.token(server.letterTo(OLD));
            Instant before = server.clock().instant().minus(THREE_DAYS).minusMillis(1);
            Ways.passkey(server, eve.id(), before);
            Ways.others(server, eve.id(), server.clock().instant());
            confirm(eve, VerifyEmailTest.token(server.letterTo(NEW))).expect(204);
            keep(server, keep).expect(200);
            assertThat(Ways.count(server, "passkeys", eve.id())).isOne();
            assertThat(Ways.count(server, "factor_choices", eve.id())).isOne();
            assertThat(Ways.count(server, "recovery_codes", eve.id())).isZero();
        }
    }

    /** Changing twice does not take the word of whoever had the first address. */
    @OnEveryDatabase
    void theFirstAddressTakesBackThroughALaterChange(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = person(server, "ada", OLD);
            begin(eve, NEW).expect(202);
            String keep = VerifyEmailTest.token(server.letterTo(OLD));
            confirm(eve, VerifyEmailTest.token(server.letterTo(NEW))).expect(204);
            begin(eve, "newer@example.com").expect(202);
            confirm(eve, VerifyEmailTest.token(server.letterTo("newer@example.com")))
                    .expect(204);
            keep(server, keep).expect(200);
            assertThat(address(server, eve.id())).isEqualTo(OLD);
        }
    }

    /** Who takes the freed address for an account of their own, unverified, keeps nobody from taking it back. */
    @OnEveryDatabase
    void aSquatterGivesWayToTheAddressBefore(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = person(server, "ada", OLD);
            begin(eve, NEW).expect(202);
            String keep = VerifyEmailTest.token(server.letterTo(OLD));
            confirm(eve, VerifyEmailTest.token(server.letterTo(NEW))).expect(204);
            Tokens squatter = newcomer(server, "squatter", OLD);
            keep(server, keep).expect(200);
            assertThat(address(server, eve.id())).isEqualTo(OLD);
            squatter.api().get("/users/me").expect(401);
        }
    }

    @OnEveryDatabase
    void itIsTakenBackWithinThreeDaysOfTheChange(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            for (Duration past : List.of(THREE_DAYS.minusMillis(1), THREE_DAYS, THREE_DAYS.plusMillis(1))) {
                String name = TestServer.freshName("ada");
                String old = name + "@example.com";
                Tokens ada = person(server, name, old);
                begin(ada, name + "@example.org").expect(202);
                String keep = VerifyEmailTest.token(server.letterTo(old));
                server.clock().advance(Duration.ofMinutes(2));
                confirm(ada, VerifyEmailTest.token(server.letterTo(name + "@example.org")))
                        .expect(204);
                server.clock().advance(past);
                boolean good = past.compareTo(THREE_DAYS) < 0;
                assertThat(keep(server, keep).status()).isEqualTo(good ? 200 : 410);
            }
        }
    }
}
