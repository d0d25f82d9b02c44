package dev.gatehouse.pages;

import static dev.gatehouse.testing.Recovering.address;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;

/** The inbox of development: where letters are read without a mail server. */
@OnEveryServer.With(dev = true)
class InboxTest {
    private static final String LINK = TestServer.PUBLIC_URL + "/health/live";

    private static void post(TestServer server, LetterKind kind, String to, String language) {
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

    @OnEveryServer
    void theyAreThereForScripts(TestServer server) {
        post(server, LetterKind.RECOVER, "ada@example.com", "en");
        post(server, LetterKind.SIGN_IN_CODE, "grace@example.com", "de");
        Reply all = server.api().get("/inbox.json").expect(200);
        assertThat(all.json().path("letters").get(0).path("to").asString()).isEqualTo("grace@example.com");
        Reply hers = server.api().get("/inbox.json?to=ADA@example.com").expect(200);
        assertThat(hers.json().path("letters").get(0).path("link").asString()).isEqualTo(LINK);
        assertThat(hers.body()).doesNotContain("grace");
        server.api().get("/inbox/0000").expect(404);
    }

    @OnEveryDatabase
    void productionHasNone(TestDatabase on) {
        try (TestServer production = TestServer.on(on)) {
            production.api().get("/inbox").expect(404);
            production.api().get("/inbox.json").expect(404);
        }
    }

    @OnEveryDatabase
    void aMailServerTakesItsPlace(TestDatabase on) {
        try (TestServer server =
                TestServer.dev(on, "mail.smtp.host=localhost", "mail.smtp.security=none", "mail.from=id@example.com")) {
            server.api().get("/inbox").expect(404);
        }
    }

    /** Everything that mails is tried in development without a mail server. */
    @OnEveryServer
    void anAddressIsVerifiedAndAPasswordRecoveredByItsLetters(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String address = address();
                Walker me = new Walker(browser.page(Look.all().getFirst(), scripts));
                me.signsUp(address).sees("not verified");
                inNewWindow(server, me, address, "Confirm your e-mail address", "Confirm this address")
                        .reads("Is this your address?")
                        .press("Confirm")
                        .sees("Your address is verified.");
                me.visit("/account").signsOut().follow("Sign in again").follow("Forgot your password?");
                me.types("E-mail or user name", address).press("Mail me a link").reads("Look into your mail");
                inNewWindow(server, me, address, "Choose a new password", "Choose a new password")
                        .reads("Choose a new password")
                        .types("New password", "nine purple badgers")
                        .press("Set the password")
                        .sees("Your new password is set");
            }
        }
    }

    /** Opens the newest letter of this subject in the inbox, and presses what leads on from it. */
    private static Walker inNewWindow(TestServer server, Walker me, String to, String subject, String button) {
        server.settle();
        Page page = me.visit("/inbox").page();
        // A browser opens nothing from a window that lies behind another.
        page.bringToFront();
        page.locator(".rows li")
                .filter(new Locator.FilterOptions().setHasText(to))
                .filter(new Locator.FilterOptions().setHasText(subject))
                .first()
                .getByRole(AriaRole.LINK)
                .click();
        FrameLocator letter = page.frameLocator("iframe");
        Locator on = letter.getByRole(
                AriaRole.LINK,
                new FrameLocator.GetByRoleOptions().setName(button).setExact(true));
        on.waitFor();
        return new Walker(page.waitForPopup(on::click));
    }

    @OnEveryServer
    void theyCanBeReadAndFollowed(TestServer server) {
        for (String language : List.of("en", "de", "ja", "ar")) {
            post(server, LetterKind.NEW_DEVICE, "ada@example.com", language);
        }
        post(server, LetterKind.SIGN_IN_CODE, "ada@example.com", "en");
        try (Browser browser = Browser.of(server)) {
            Page plain = browser.pageWithoutScripts();
            plain.navigate("/");
            plain.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Inbox"))
                    .click();
            plain.getByText("Your code to sign in").waitFor();
            photograph(plain, "inbox");
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
            page.getByText("تسجيل دخول جديد").click();
            page.frameLocator("iframe").getByRole(AriaRole.HEADING).waitFor();
            photograph(page, "inbox-letter");
            String id = page.url().substring(page.url().lastIndexOf('/') + 1);
            page.navigate("/inbox/" + id + "/html");
            photograph(page, "letter");
        }
    }

    private static void photograph(Page page, String name) {
        for (Look look : Look.all()) {
            Browser.wear(page, look);
            Browser.photograph(page, name, look);
        }
    }
}
