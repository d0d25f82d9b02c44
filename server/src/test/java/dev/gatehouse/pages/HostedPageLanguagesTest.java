package dev.gatehouse.pages;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import org.junit.jupiter.api.Test;

/** Every page where people sign in, in every state, in languages that are long, run from right to left, or have other letters. */
class HostedPageLanguagesTest {
    private static final Look PHONE = new Look(390, ColorScheme.LIGHT);

    /** WCAG 2.2, success criterion 1.4.10: nobody has to scroll in two directions. */
    @Test
    void everyPageFitsTheSmallestScreenInTheLongestLanguage() {
        Look smallest = new Look(320, ColorScheme.DARK);
        try (ViewServer server = Views.serve();
                Browser browser = Browser.of(server.port())) {
            Page page = browser.page(smallest, true);
            for (String view : Views.all().keySet()) {
                page.navigate("/views/" + view + "?lang=de");
                Browser.requireAccessible(page);
                Browser.photograph(page, view + "-de", smallest);
            }
            page.locator(".languages summary").click();
            Browser.requireAccessible(page);
            Browser.photograph(page, "languages-de", smallest);
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
