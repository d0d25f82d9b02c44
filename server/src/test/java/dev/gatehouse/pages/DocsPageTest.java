package dev.gatehouse.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.testing.Await;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Swagger UI at {@code /docs}. */
class DocsPageTest {
    @Test
    void authorizeSignsInWithUserNameAndPassword() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.dev(database);
                Browser browser = Browser.of(server)) {
            server.signUp("ada");
            Page page = browser.page();
            page.navigate("/docs");
            page.locator(".auth-wrapper .authorize").click();
            Locator dialog = page.locator(".modal-ux");
            Locator form = dialog.locator(".auth-container")
                    .filter(new Locator.FilterOptions().setHasText("OAuth2, password"));
            form.getByLabel("username:").fill("ada");
            form.getByLabel("password:").fill(TestServer.PASSWORD);
            form.getByRole(AriaRole.BUTTON, named("Apply given OAuth2 credentials"))
                    .click();
            assertThat(form).containsText("Authorized");
            form.locator(".btn-done").click();

            Locator me = page.locator("#operations-Account-me");
            me.locator(".opblock-summary-control").click();
            me.locator(".execute").click();
            Locator live = me.locator(".live-responses-table");
            assertThat(live.locator(".response-col_status").last()).hasText(Pattern.compile("^200"));
            assertThat(live).containsText("\"username\": \"ada\"");

            Locator tasks = page.locator("#operations-Sample_API-listTasks");
            scrollTo(page, tasks);
            tasks.locator(".opblock-summary-control").click();
            tasks.locator(".execute").click();
            assertThat(tasks.locator(".live-responses-table .response-col_status")
                            .last())
                    .hasText(Pattern.compile("^200"));
        }
    }

    @Test
    void itLooksTheSameAsTheOtherPages() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.dev(database);
                Browser browser = Browser.of(server)) {
            for (Browser.Look look : Browser.Look.all()) {
                Page page = browser.page(look, true);
                page.navigate("/docs");
                page.locator("#operations-Account-me").waitFor();
                Path kept = Browser.photograph(page, "docs", look);
                org.assertj.core.api.Assertions.assertThat(kept).isNotEmptyFile();
            }
        }
    }

    /** Calls that are far down are drawn when they come into view. */
    private static void scrollTo(Page page, Locator there) {
        Await.until(() -> {
            page.mouse().wheel(0, 500);
            return there.count() > 0;
        });
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name);
    }
}
