package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Links of letters about addresses that do not work any more. */
class GoneLinksTest {
    private static final String ADA = "ada@example.com";
    private static final String GRACE = "grace@example.com";
    private static final String NEW = "new@example.com";
    private static final String MADE_UP = "A".repeat(43);

    /** Used, too old or made up: the page says the same of each, and what to do next. */
    @OnEveryDatabase
    void aLinkThatConfirmsAnAddressTellsNothingOfAnybody(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            requireSilence(server);
        }
    }

    @OnEveryDatabase
    void aLinkThatFinishesASignUpTellsNothingOfAnybody(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=required")) {
            requireSilence(server);
        }
    }

    private static void requireSilence(TestServer server) {
        Surfer ada = new Surfer(server);
        String used = signedUp(server, ada, ADA);
        ada.post("/verify-email", "token", used, "password", TestServer.PASSWORD)
                .expect(303);
        String old = signedUp(server, new Surfer(server), GRACE);
        server.clock().advance(Duration.ofDays(8));
        Surfer nobody = new Surfer(server);
        String page = said(nobody.visit("/verify-email?token=" + MADE_UP));
        assertThat(page).contains("/account/email", "/sign-up").doesNotContain(ADA, GRACE);
        for (String token : List.of(used, old)) {
            assertThat(said(nobody.visit("/verify-email?token=" + token))).isEqualTo(page);
            assertThat(said(nobody.post("/verify-email", "token", token, "password", TestServer.PASSWORD)))
                    .isEqualTo(page);
            assertThat(said(nobody.post("/verify-email", "token", token, "choice", "disown")))
                    .isEqualTo(page);
            assertThat(said(nobody.post("/verify-email/passkey", "token", token)))
                    .isEqualTo(page);
            server.api().post("/auth/verify-email", Map.of("token", token)).expectProblem(410, "link_expired");
        }
    }

    /** Whoever is signed in is led to the page from which the letter is sent again, and not asked to sign up. */
    @OnEveryDatabase
    void whoIsSignedInIsLedToTheirAddress(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            String token = signedUp(server, ada, ADA);
            server.clock().advance(Duration.ofDays(2));
            String page = said(ada.visit("/verify-email?token=" + token));
            assertThat(page).contains("/account/email").doesNotContain("/sign-up", ADA);
            assertThat(ada.follow(ada.post("/account/email/resend")).body()).contains("A letter is on its way.");
            ada.visit(server.letterTo(ADA).path()).expect(200);
        }
    }

    @OnEveryDatabase
    void linksOfAChangeThatWasGivenUpSayThatItMayHaveBeen(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            ada.post("/verify-email", "token", signedUp(server, ada, ADA)).expect(303);
            ada.post("/account/email/change", "email", NEW).expect(303);
            String confirm = token(server.letterTo(NEW));
            String keep = token(server.letterTo(ADA, "Your e-mail address is about to change"));
            ada.post("/account/email/keep", "token", keep).expect(303);
            for (Surfer surfer : List.of(ada, new Surfer(server))) {
                for (Map.Entry<String, String> link :
                        Map.of("confirm", confirm, "keep", keep).entrySet()) {
                    String path = "/account/email/" + link.getKey();
                    String page = said(surfer.visit(path + "?token=" + link.getValue()));
                    assertThat(page).contains("given up", "/account/email").doesNotContain(ADA, NEW);
                    assertThat(said(surfer.visit(path + "?token=" + MADE_UP))).isEqualTo(page);
                    assertThat(said(surfer.visit(path))).isEqualTo(page);
                }
                assertThat(said(surfer.post("/account/email/keep", "token", keep)))
                        .contains("given up");
            }
            assertThat(said(ada.post("/account/email/confirm", "token", confirm)))
                    .contains("given up");
            Surfer script = new Surfer(server).asProgram();
            script.get("/account/email/confirm").expectProblem(410, "link_expired");
            script.get("/verify-email").expectProblem(410, "link_expired");
        }
    }

    /** What the page says, without what leads to the same page in another language. */
    private static String said(Reply reply) {
        String page = reply.expect(410).body();
        assertThat(page).contains("This link does not work any more");
        return page.substring(page.indexOf("<main"), page.indexOf("</main>"));
    }

    private static String signedUp(TestServer server, Surfer surfer, String email) {
        String flow = Surfer.hidden(surfer.visit("/sign-up"), "flow");
        surfer.post("/sign-up", "flow", flow, "email", email, "password", TestServer.PASSWORD)
                .expect(303);
        return token(server.letterTo(email));
    }

    private static String token(Mail letter) {
        return letter.path().substring(letter.path().indexOf("token=") + "token=".length());
    }
}
