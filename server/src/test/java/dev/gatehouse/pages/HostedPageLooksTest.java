package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.SetupLink;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every page where people sign in, in every state, on a phone and a desk, by day and by night. */
class HostedPageLooksTest {
    private static final int MOST_BYTES = 50 * 1024;
    private static final Look PHONE = new Look(390, ColorScheme.LIGHT);

    @Test
    void everyPageInEveryLook() {
        try (ViewServer server = Views.serve();
                Browser browser = Browser.of(server.port())) {
            Page page = browser.page();
            for (String view : Views.all().keySet()) {
                page.navigate("/views/" + view);
                for (Look look : Look.all()) {
                    Browser.wear(page, look);
                    Browser.requireAccessible(page);
                    Browser.photograph(page, view, look);
                }
            }
        }
    }

    /** Rows are dense where they are many: what is looked for is not far down, and each is a target still. */
    @Test
    void theAccountIsNotLongOnAPhone() {
        try (ViewServer server = Views.serve();
                Browser browser = Browser.of(server.port())) {
            Page page = browser.page(PHONE, true);
            page.navigate("/views/account");
            assertThat((Integer) page.evaluate("document.documentElement.scrollHeight"))
                    .isLessThan(1_900);
            assertThat(page.locator(".rows .button:visible").all()).hasSize(9).allSatisfy(button -> assertThat(
                            button.boundingBox().height)
                    .isGreaterThanOrEqualTo(36));
        }
    }

    @Test
    void whereColoursAreForcedEverythingHasAnEdge() {
        try (ViewServer server = Views.serve();
                Browser browser = Browser.of(server.port())) {
            Page page = browser.page(PHONE, true);
            page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
            page.navigate("/views/sign-in-refused");
            assertThat((Object)
                            page.evaluate("getComputedStyle(document.querySelector('main .button')).borderTopWidth"))
                    .isEqualTo("1px");
            Browser.photograph(page, "sign-in-forced", PHONE);
        }
    }

    @Test
    void anOperatorsLookHoldsEverywhere(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("header.mustache"), "<p class=\"slogan\">{{service}}: {{own.slogan}}</p>");
        Files.writeString(folder.resolve("footer.mustache"), "<p>© Acme</p>");
        Files.writeString(folder.resolve("fr.properties"), "own.slogan=De belles choses");
        Files.writeString(folder.resolve("styles.css"), ".slogan { padding: 0.5rem; text-align: center }");
        Files.writeString(folder.resolve("en.properties"), "own.slogan=Fine <b>things</b>\nsetup.button=Off we go\n");
        Files.writeString(
                folder.resolve("logo.svg"),
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 20'><script>alert(1)</script>"
                        + "<rect width='60' height='20' rx='10' fill='#7a1fa2'/></svg>");
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.on(
                        database,
                        "pages.accent=#7a1fa2",
                        "pages.templates=" + folder,
                        "pages.texts=" + folder,
                        "pages.logo=" + folder.resolve("logo.svg"),
                        "pages.languages=en,fr",
                        "pages.terms_url=https://acme.example/terms",
                        "pages.support=help@acme.example");
                Browser browser = Browser.of(server)) {
            String link = SetupLink.of(server);
            Page page = browser.page();
            page.navigate(link);
            for (Look look : Look.all()) {
                Browser.wear(page, look);
                Browser.requireAccessible(page);
                Browser.photograph(page, "themed", look);
                assertThat(page.locator(".slogan").innerText()).isEqualTo("Gatehouse: Fine <b>things</b>");
                assertThat(page.locator("main button[type=submit]").innerText()).isEqualTo("Off we go");
                assertThat(page.locator("footer").innerText()).contains("Terms", "Help", "© Acme");
            }
            String logo = page.locator(".brand img").getAttribute("src");
            assertThat(server.api().get(logo).expect(200).header("content-security-policy"))
                    .contains("default-src 'none'", "sandbox");
        }
    }

    @Test
    void aPageWithAllThatItLoadsIsSmall() {
        try (ViewServer server = Views.serve()) {
            Api api = Api.at(server.port());
            for (String view : Views.all().keySet()) {
                String body = api.get("/views/" + view + "?lang=ar").body();
                int bytes = size(body);
                Matcher assets = Pattern.compile("/assets/[a-z0-9.-]+").matcher(body);
                for (String asset :
                        assets.results().map(MatchResult::group).distinct().toList()) {
                    bytes += size(api.get(asset).expect(200).body());
                }
                assertThat(bytes).as(view).isBetween(10_000, MOST_BYTES);
            }
        }
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
