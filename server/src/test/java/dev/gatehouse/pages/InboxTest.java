package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inbox of development: where letters are read without a mail server. */
class InboxTest {
    private static final String LINK = TestServer.PUBLIC_URL + "/health/live";

    private final TestDatabase database = TestDatabases.sqlite();
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.dev(database);
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    private void post(LetterKind kind, String to, String language) {
        server.post(new Letter(
                kind,
                to,
                "Ada <b>",
                language,
                Map.of("device", "Firefox, Linux", "address", "192.0.2.7", "at", "2026-03-02T09:00:00Z"),
                LINK,
                kind == LetterKind.SIGN_IN_CODE ? "483920" : null));
        server.settle();
    }

    @Test
    void theyAreThereForScripts() {
        post(LetterKind.RECOVER, "ada@example.com", "en");
        post(LetterKind.SIGN_IN_CODE, "grace@example.com", "de");
        Reply all = server.api().get("/inbox.json").expect(200);
        assertThat(all.json().path("letters").get(0).path("to").asString()).isEqualTo("grace@example.com");
        Reply hers = server.api().get("/inbox.json?to=ADA@example.com").expect(200);
        assertThat(hers.json().path("letters").get(0).path("link").asString()).isEqualTo(LINK);
        assertThat(hers.body()).doesNotContain("grace");
        server.api().get("/inbox/0000").expect(404);
    }

    @Test
    void productionHasNoneAndAMailServerTakesItsPlace() {
        server.restart("mail.smtp.host=localhost", "mail.smtp.security=none", "mail.from=id@example.com");
        server.api().get("/inbox").expect(404);
        try (TestDatabase other = TestDatabases.sqlite();
                TestServer production = TestServer.on(other)) {
            production.api().get("/inbox").expect(404);
            production.api().get("/inbox.json").expect(404);
        }
    }

    @Test
    void theyCanBeReadAndFollowed() {
        for (String language : List.of("en", "de", "ja", "ar")) {
            post(LetterKind.NEW_DEVICE, "ada@example.com", language);
        }
        post(LetterKind.SIGN_IN_CODE, "ada@example.com", "en");
        try (Browser browser = Browser.of(server)) {
            for (Look look : Look.all()) {
                Page page = browser.page(look, false);
                page.navigate("/");
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Inbox"))
                        .click();
                page.getByText("Your code to sign in").waitFor();
                Browser.photograph(page, "inbox", look);
            }
            Page page = browser.page();
            page.navigate("/inbox");
            Browser.requireAccessible(page);
            page.getByText("Your code to sign in").click();
            FrameLocator letter = page.frameLocator("iframe");
            assertThat(letter.getByText("483920").isVisible()).isTrue();
            Browser.requireAccessible(page);
            Page followed =
                    page.waitForPopup(() -> letter.getByText("Sign in").last().click());
            assertThat(followed.url()).isEqualTo(LINK);
            page.navigate("/inbox");
            for (Look look : Look.all()) {
                Page arabic = browser.page(look, true);
                arabic.navigate("/inbox");
                arabic.getByText("تسجيل دخول جديد").click();
                arabic.frameLocator("iframe").getByRole(AriaRole.HEADING).waitFor();
                Browser.photograph(arabic, "inbox-letter", look);
                String id = arabic.url().substring(arabic.url().lastIndexOf('/') + 1);
                Page alone = browser.page(look, true);
                alone.navigate("/inbox/" + id + "/html");
                Browser.photograph(alone, "letter", look);
            }
        }
    }
}
