package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

/** Row A06: whatever a request says of its host, links in letters are of the configured public URL. */
class A06MailedLinksLeadHereTest {
    private static final Map<String, String> HOSTILE = Map.of(
            "x-forwarded-host", "evil.example",
            "x-forwarded-proto", "https",
            "x-forwarded-port", "444",
            "x-forwarded-prefix", "/evil",
            "x-original-url", "https://evil.example/",
            "x-rewrite-url", "https://evil.example/",
            "forwarded", "host=evil.example;proto=https",
            "referer", "https://evil.example/");

    @OnEveryDatabase
    void everyRouteThatMailsAboutAddresses(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "proxy.trusted=127.0.0.1", "limits.verification=off")) {
            Api hostile = hostile(server.api());
            String email = "ada@example.com";
            hostile.post("/auth/signup", Map.of("username", "ada", "email", email, "password", TestServer.PASSWORD))
                    .expect(201);
            Tokens ada = server.signIn("ada");
            hostile(ada.api()).post("/auth/verify-email/resend").expect(202);
            hostile(ada.api())
                    .post("/auth/change-email", Map.of("email", "new@example.com"))
                    .expect(202);
            server.restart("signup.verify_email=required");
            hostile = hostile(server.api());
            hostile.post("/auth/login", Map.of("username", "ada", "password", TestServer.PASSWORD))
                    .expect(403);
            hostile.post("/auth/signup", Map.of("email", email, "password", TestServer.PASSWORD))
                    .expect(202);
            hostile.post("/auth/signup", Map.of("email", "grace@example.com", "password", TestServer.PASSWORD))
                    .expect(202);
            Surfer surfer = new Surfer(server);
            String flow = Surfer.hidden(surfer.visit("/sign-up"), "flow");
            hostile(surfer.api())
                    .form("/sign-up", "flow", flow, "email", "joan@example.com", "password", TestServer.PASSWORD)
                    .expect(303);
            hostile(surfer.api())
                    .form("/sign-up/passkey", "flow", flow, "email", "hedy@example.com")
                    .expect(303);
            hostile.post("/auth/passkeys/sign-up/options", Map.of("email", "mary@example.com"))
                    .expect(202);
            server.settle();
            assertThat(server.mailbox().to("joan@example.com")).hasSize(1);
            assertThat(server.mailbox().to("hedy@example.com")).hasSize(1);
            assertThat(server.mailbox().to("mary@example.com")).hasSize(1);
            assertThat(server.mailbox().all()).hasSizeGreaterThanOrEqualTo(6);
            for (Mail mail : server.mailbox().all()) {
                assertThat(mail.link()).startsWith(TestServer.PUBLIC_URL + "/");
                assertThat(mail.source()).doesNotContain("evil");
                assertThat(mail.html()).doesNotContain("evil");
            }
        }
    }

    private static Api hostile(Api api) {
        Api with = api;
        for (Map.Entry<String, String> header : HOSTILE.entrySet()) {
            with = with.with(header.getKey(), header.getValue());
        }
        return with;
    }
}
