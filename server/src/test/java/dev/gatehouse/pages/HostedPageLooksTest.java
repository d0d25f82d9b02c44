package dev.gatehouse.pages;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import org.junit.jupiter.api.Test;

/** Every page where people sign in, in every state, on a phone and a desk, by day and by night, in several languages. */
class HostedPageLooksTest {
    private static final Look PHONE = new Look(390, ColorScheme.LIGHT);

    @Test
    void everyPageInEveryLook() {
        try (ViewServer server = Views.serve();
                Browser browser = Browser.of(server.port())) {
            for (Look look : Look.all()) {
                Page page = browser.page(look, true);
                for (String view : Views.all().keySet()) {
                    page.navigate("/views/" + view);
                    Browser.requireAccessible(page);
                    Browser.photograph(page, view, look);
                }
            }
        }
    }

    @Test
    void everyPageInArabicAndGerman() {
        try (ViewServer server = Views.serve();
                Browser browser = Browser.of(server.port())) {
            for (String language : new String[] {"ar", "de", "ja"}) {
                Page page = browser.page(PHONE, false);
                for (String view : Views.all().keySet()) {
                    page.navigate("/views/" + view + "?lang=" + language);
                    Browser.photograph(page, view + "-" + language, PHONE);
                }
            }
        }
    }
}
