package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.SetupLink;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every page on a phone and a desk, by day and by night: accessible, no wider than the screen, and kept as a picture. */
class PageLooksTest {
    private static final int MOST_BYTES = 50 * 1024;
    private static final int MOST_CSS = 20 * 1024;

    @Test
    void theStartPageOfDevelopment() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.dev(database);
                Browser browser = Browser.of(server)) {
            Page page = browser.page();
            page.navigate("/");
            look(page, "start");
            server.admin();
            page.navigate("/");
            assertThat(page.content()).contains("/todos").doesNotContain("There is no administrator yet");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Try the API"))
                    .click();
            page.waitForURL("**/docs");
        }
    }

    @Test
    void thePagesOfTheServerAlone() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.on(database);
                Browser browser = Browser.of(server)) {
            Page page = browser.page();
            page.navigate("/");
            look(page, "service");
            page.navigate(SetupLink.of(server));
            look(page, "setup");
            page.getByLabel("E-mail address").fill("ada.example.com");
            page.getByLabel("Password").fill("short");
            page.keyboard().press("Enter");
            page.getByRole(AriaRole.ALERT).waitFor();
            look(page, "setup-mistakes");
            page.navigate("/setup/nothing");
            look(page, "setup-gone");
        }
    }

    @Test
    void whatThePagesLoadIsSmallAndKept() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.on(database)) {
            Reply page = server.api().get("/").expect(200);
            int bytes = page.body().length();
            Matcher assets = Pattern.compile("/assets/[a-z0-9.-]+").matcher(page.body());
            assertThat(assets.results()).isNotEmpty();
            assets.reset();
            while (assets.find()) {
                Reply asset = server.api().get(assets.group()).expect(200);
                assertThat(asset.header("cache-control")).contains("immutable");
                server.api()
                        .with("if-none-match", Objects.requireNonNull(asset.header("etag")))
                        .get(assets.group())
                        .expect(304);
                bytes += asset.body().length();
                if (assets.group().endsWith(".css")) {
                    assertThat(asset.body()).hasSizeLessThan(MOST_CSS);
                }
            }
            assertThat(bytes).isLessThan(MOST_BYTES);
            server.api().get("/assets/nothing.css").expectProblem(404, "not_found");
        }
    }

    private static void look(Page page, String name) {
        for (Look look : Look.all()) {
            Browser.wear(page, look);
            Browser.requireAccessible(page);
            Browser.photograph(page, name, look);
        }
    }
}
