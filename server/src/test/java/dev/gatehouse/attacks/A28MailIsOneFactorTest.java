package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.codeToken;
import static dev.gatehouse.testing.Recovering.magicToken;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.verify;
import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Row A28, of mail: whoever reads somebody's mail has one factor, however many letters they have sent. A mailed link or code
 * does not count together with a mailed code.
 */
class A28MailIsOneFactorTest {
    private static final String[] SETTINGS = {
        "signup.verify_email=off", "signin.magic_link=on", "signin.email_code=on", "mfa.email_codes=on"
    };
    private static final String STEP = "/sign-in/second-factor";

    private enum First {
        LINK {
            @Override
            Reply shown(TestServer server, String address) {
                return server.api().post("/auth/magic-link/sign-in", Map.of("token", magicToken(server, address)));
            }
        },
        CODE {
            @Override
            Reply shown(TestServer server, String address) {
                String ticket = codeToken(server, address);
                String code = server.letterTo(address).code();
                return server.api().post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", code));
            }
        };

        abstract Reply shown(TestServer server, String address);
    }

    /** Whose only second factor is a code by mail has none for whoever came by mail. */
    @OnEveryDatabase
    void noCodeByMailAnswersAfterMail(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, SETTINGS)) {
            String address = somebody(server).name();
            for (First first : First.values()) {
                Reply reply = first.shown(server, address).expectProblem(403, "mfa_enrolment_required");
                String half = Objects.requireNonNull(reply.text("mfa_token"));
                mailed(server, half).expectProblem(400, "invalid_request");
                // Nor one that was mailed for a sign-in which may be answered by it.
                Reply other = login(server, address).expectProblem(401, "mfa_required");
                assertThat(other.texts("methods")).containsExactly("email_code");
                server.settle();
                server.mailbox().empty();
                mailed(server, Objects.requireNonNull(other.text("mfa_token"))).expect(202);
                String code = server.letterTo(address).code();
                answer(server, half, code, null).expectProblem(401, "invalid_code");
                answer(server, half, code, "email_code").expectProblem(401, "invalid_code");
                answer(server, Objects.requireNonNull(other.text("mfa_token")), code, null)
                        .expect(200);
            }
        }
    }

    /** Beside an app it is not offered, and what is offered answers. */
    @OnEveryDatabase
    void anotherFactorAnswersAfterMail(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, SETTINGS)) {
            Tokens ada = somebody(server);
            AuthenticatorApp app = AuthenticatorApp.add(server, strong(server, ada.name()), "Phone")
                    .app();
            for (First first : First.values()) {
                Reply reply = first.shown(server, ada.name()).expectProblem(401, "mfa_required");
                assertThat(reply.texts("methods")).containsExactly("totp", "recovery_code");
                String half = Objects.requireNonNull(reply.text("mfa_token"));
                mailed(server, half).expectProblem(400, "invalid_request");
                answer(server, half, app.code(), null).expect(200);
                server.clock().advance(java.time.Duration.ofSeconds(30));
            }
        }
    }

    /** On pages neither, by forms that no page shows; nor does whoever came by mail choose codes by mail on the way in. */
    @OnEveryDatabase
    void noFormTakesOne(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, SETTINGS)) {
            String chosen = somebody(server).name();
            String bare = address();
            verify(server, signUp(server, bare));
            server.restart("mfa.required=on");
            for (String address : List.of(chosen, bare)) {
                Surfer browser = new Surfer(server);
                Reply page = byLink(server, browser, address);
                assertThat(page.body()).contains("Protect your account").doesNotContain("codes by mail");
                String flow = Surfer.hidden(page, "flow");
                server.settle();
                server.mailbox().empty();
                browser.post("/sign-in/enrol", "flow", flow, "choice", "mail").expect(409);
                browser.post(STEP, "flow", flow, "method", "email_code", "choice", "mail");
                browser.post(STEP, "flow", flow, "method", "email_code", "code", "000000");
                assertThat(server.lettersTo(address)).extracting(Mail::subject).isEmpty();
                assertThat(browser.cookies()).doesNotContainKeys("gatehouse_session", "gatehouse_access");
            }
            // What the owner did not choose was not chosen for them.
            login(server, bare).expectProblem(403, "mfa_enrolment_required");
        }
    }

    /** Asked for two by name, a browser that came by mail is not let on by mail either. */
    @OnEveryDatabase
    void noClassOfTwoIsReachedByMail(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, SETTINGS)) {
            String address = address();
            verify(server, signUp(server, address));
            Surfer browser = new Surfer(server);
            assertThat(byLink(server, browser, address).body()).contains("Your account");
            Tokens owner = server.tokens(address, login(server, address).expect(200));
            owner.api()
                    .put("/auth/mfa/email", Map.of("enabled", true, "end_other_sessions", false))
                    .expect(204);
            Reply page = browser.visit("/sign-in?acr_values=urn%3Agatehouse%3Aacr%3A2");
            assertThat(page.body()).contains("Protect your account").doesNotContain("Mail me a code", "codes by mail");
        }
    }

    /** Somebody whose second factor is a code by mail. */
    private static Tokens somebody(TestServer server) {
        String address = address();
        verify(server, signUp(server, address));
        Tokens ada = server.tokens(address, login(server, address).expect(200));
        ada.api().put("/auth/mfa/email", Map.of("enabled", true)).expect(204);
        return ada;
    }

    /** Signed in with both. */
    private static Tokens strong(TestServer server, String address) {
        String half = Objects.requireNonNull(login(server, address).text("mfa_token"));
        server.settle();
        server.mailbox().empty();
        mailed(server, half).expect(202);
        return server.tokens(
                address,
                answer(server, half, server.letterTo(address).code(), null).expect(200));
    }

    private static Reply login(TestServer server, String address) {
        return server.api().post("/auth/login", Map.of("email", address, "password", PASSWORD));
    }

    private static Reply mailed(TestServer server, String half) {
        return server.api().post("/auth/mfa/challenge", Map.of("mfa_token", half, "method", "email_code"));
    }

    private static Reply answer(
            TestServer server, String half, String code, @org.jspecify.annotations.Nullable String method) {
        return server.api()
                .post(
                        "/auth/mfa",
                        method == null
                                ? Map.of("mfa_token", half, "code", code)
                                : Map.of("mfa_token", half, "code", code, "method", method));
    }

    /** Follows a mailed link in the browser that asked for it; answers what comes next. */
    private static Reply byLink(TestServer server, Surfer browser, String address) {
        server.settle();
        server.mailbox().empty();
        String flow = Surfer.hidden(browser.visit("/sign-in"), "flow");
        browser.post("/sign-in/mail", "flow", flow, "identifier", address, "way", "link");
        Reply opened = browser.visit(server.letterTo(address).path());
        return browser.follow(browser.post("/sign-in/mailed", "ticket", Surfer.hidden(opened, "ticket")));
    }
}
