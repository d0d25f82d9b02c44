package dev.gatehouse.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.SetupLink;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.function.Function;

class SetupPageTest {
    @OnEveryDatabase
    void somebodyMakesTheFirstAdministrator(TestDatabase on) {
        makesTheFirstAdministrator(on, Browser::page);
    }

    @OnEveryDatabase
    void somebodyMakesTheFirstAdministratorWhereNoScriptRuns(TestDatabase on) {
        makesTheFirstAdministrator(on, Browser::pageWithoutScripts);
    }

    @OnEveryDatabase
    void mistakesAreShownBesideTheFieldsAndTheFirstHasTheCursor(TestDatabase on) {
        with(on, (server, page) -> {
            page.navigate(SetupLink.of(server));
            page.getByLabel("E-mail address").fill("nowhere");
            page.getByLabel("Your name").fill("Ada & <b>Co</b>");
            page.getByLabel("Password").fill("short");
            submit(page);
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Please look at this again");
            assertThat(page.getByLabel("E-mail address")).isFocused();
            assertThat(page.getByLabel("E-mail address")).hasValue("nowhere");
            assertThat(page.getByLabel("E-mail address")).hasAttribute("aria-invalid", "true");
            assertThat(page.getByLabel("E-mail address"))
                    .hasAccessibleDescription("This is not an e-mail address such as name@example.com");
            assertThat(page.getByLabel("Your name")).hasValue("Ada & <b>Co</b>");
            assertThat(page.getByLabel("Password")).hasValue("");
            Browser.requireAccessible(page);
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Password"))
                    .click();
            assertThat(page.getByLabel("Password")).isFocused();
            page.getByLabel("E-mail address").fill("ada@example.com");
            page.getByLabel("Password").fill(TestServer.PASSWORD);
            page.keyboard().press("Enter");
            assertThat(heading(page)).hasText("Welcome, ada@example.com");
            Browser.requireAccessible(page);
        });
    }

    @OnEveryDatabase
    void anOldLinkSaysWhatToDo(TestDatabase on) {
        with(on, (server, page) -> {
            String link = SetupLink.of(server);
            server.clock().advance(Duration.ofHours(1));
            page.navigate(link);
            assertThat(heading(page)).hasText("This link does not work any more");
            Browser.requireAccessible(page);
        });
    }

    private static void makesTheFirstAdministrator(TestDatabase on, Function<Browser, Page> open) {
        try (TestServer server = TestServer.on(on);
                Browser browser = Browser.of(server)) {
            Page page = open.apply(browser);
            String link = SetupLink.of(server);
            page.navigate(link);
            assertThat(page.getByLabel("User name")).isFocused();
            page.getByLabel("User name").fill("ada");
            page.getByLabel("Password").fill(TestServer.PASSWORD);
            submit(page);
            assertThat(heading(page)).hasText("Welcome, ada");
            server.signIn("ada").api().get("/roles").expect(200);
            page.navigate(link);
            assertThat(heading(page)).hasText("This link does not work any more");
        }
    }

    private interface Story {
        void play(TestServer server, Page page);
    }

    private static void with(TestDatabase on, Story story) {
        try (TestServer server = TestServer.on(on);
                Browser browser = Browser.of(server)) {
            story.play(server, browser.page());
        }
    }

    private static void submit(Page page) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Make the account"))
                .click();
    }

    private static com.microsoft.playwright.Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }
}
