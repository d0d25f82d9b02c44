package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Row A09: a thousand wrong codes, with as many new codes as one can get for them. */
class A09MailedCodesTest {
    private static final int MANY = 1_000;

    @OnEveryDatabase
    void aCodeThatSignsInIsLockedLongBefore(TestDatabase on) {
        try (TestServer server =
                TestServer.mailing(on, "signup.verify_email=off", "signin.email_code=true", "attempts.free=1000000")) {
            String address = address();
            verify(server, signUp(server, address));
            String ticket = Objects.requireNonNull(
                    askFor(server.api(), address).expect(202).text("code_token"));
            String code = server.letterTo(address).code();
            int wrong = 0;
            for (int guess = 0; wrong < MANY; guess++) {
                String typed = "%06d".formatted(guess);
                if (typed.equals(code)) {
                    continue;
                }
                wrong++;
                enter(server.api(), ticket, typed).expectProblem(401, "invalid_code");
            }
            enter(server.api(), ticket, code).expectProblem(401, "invalid_code");
        }
    }

    @OnEveryDatabase
    void theFormIsLockedLongBefore(TestDatabase on) {
        try (TestServer server =
                TestServer.mailing(on, "signup.verify_email=off", "signin.email_code=true", "attempts.free=1000000")) {
            String address = address();
            verify(server, signUp(server, address));
            Surfer browser = new Surfer(server);
            String flow = Surfer.hidden(browser.visit("/sign-in"), "flow");
            Reply page =
                    browser.follow(browser.post("/sign-in/mail", "flow", flow, "identifier", address, "way", "code"));
            String ticket = Surfer.hidden(page, "ticket");
            String code = server.letterTo(address).code();
            int wrong = 0;
            for (int guess = 0; wrong < MANY; guess++) {
                String typed = "%06d".formatted(guess);
                if (typed.equals(code)) {
                    continue;
                }
                wrong++;
                assertThat(typed(browser, flow, ticket, typed).status()).isEqualTo(401);
            }
            assertThat(typed(browser, flow, ticket, code).status()).isEqualTo(401);
            assertThat(browser.cookies()).doesNotContainKey("gatehouse_session");
        }
    }

    private static Reply typed(Surfer browser, String flow, String ticket, String code) {
        return browser.post("/sign-in/code", "flow", flow, "ticket", ticket, "mailed_code", code);
    }

    @OnEveryDatabase
    void fourWrongOnesLeaveOneTry(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off", "signin.email_code=true")) {
            for (int wrong = 4; wrong <= 5; wrong++) {
                String address = address();
                verify(server, signUp(server, address));
                String ticket = Objects.requireNonNull(
                        askFor(server.api(), address).expect(202).text("code_token"));
                String code = server.letterTo(address).code();
                String other = code.startsWith("0") ? "1" + code.substring(1) : "0" + code.substring(1);
                for (int i = 0; i < wrong; i++) {
                    enter(server.api(), ticket, other).expectProblem(401, "invalid_code");
                }
                assertThat(enter(server.api(), ticket, code).status()).isEqualTo(wrong == 4 ? 200 : 401);
            }
        }
    }

    /** From a thousand places, by every limit as it ships: the account gets a few codes, and each a few tries. */
    @OnEveryDatabase
    void newCodesAreNoWayAround(TestDatabase on) {
        try (TestServer server = TestServer.mailing(
                on,
                "signup.verify_email=off",
                "signin.email_code=true",
                "limits.mail_sign_in=5/hour",
                "limits.mail_sign_in_address=30/hour",
                "limits.mail_account=10/hour",
                "attempts.free=10",
                "proxy.trusted=127.0.0.1")) {
            String address = address();
            verify(server, signUp(server, address));
            Set<String> tickets = new LinkedHashSet<>();
            for (int place = 0; place < 100; place++) {
                Api from = server.api().from("198.51.100." + place);
                tickets.add(
                        Objects.requireNonNull(askFor(from, address).expect(202).text("code_token")));
            }
            assertThat(server.lettersTo(address)).hasSize(10);
            int taken = 0;
            for (int attempt = 0; attempt < MANY; attempt++) {
                server.clock().advance(Duration.ofMillis(500));
                Api from = server.api().from("203.0.113." + attempt % 250);
                String ticket = tickets.stream().skip(attempt % 100).findFirst().orElseThrow();
                Reply reply = enter(from, ticket, "not the code");
                assertThat(reply.status()).isIn(401, 429);
                taken += reply.status() == 401 ? 1 : 0;
            }
            assertThat(taken)
                    .as("looked at while codes live, whoever sent them")
                    .isLessThanOrEqualTo(40);
        }
    }

    private static Reply askFor(Api api, String address) {
        return api.post("/auth/email-code", Map.of("email", address));
    }

    private static Reply enter(Api api, String ticket, String code) {
        return api.post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", code));
    }
}
