package dev.gatehouse.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.gatehouse.feature.hosted.SignOutView;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** How the pages where people sign in behave: by keyboard, with and without scripts, in another language. */
class HostedPagesTest {
    private interface Story {
        void play(ViewServer server, Page page);
    }

    private static void with(boolean scripts, Story story) {
        try (ViewServer server = Views.serve();
                Browser browser = Browser.of(server.port())) {
            story.play(server, browser.page(Look.all().getFirst(), scripts));
        }
    }

    @Test
    void thePasswordIsShownAndHiddenAgain() {
        with(true, (server, page) -> {
            page.navigate("/views/sign-in");
            Locator password = page.getByLabel("Password");
            Locator reveal = page.getByRole(AriaRole.BUTTON, named("Show what is typed"));
            password.fill("seven brown otters");
            reveal.click();
            assertThat(password).hasAttribute("type", "text");
            assertThat(reveal).hasAttribute("aria-pressed", "true");
            assertThat(password).isFocused();
            reveal.click();
            assertThat(password).hasAttribute("type", "password");
        });
        with(false, (server, page) -> {
            page.navigate("/views/sign-in");
            assertThat(page.locator(".reveal")).isHidden();
        });
    }

    @Test
    void passwordManagersFindWhatTheyLookFor() {
        with(false, (server, page) -> {
            page.navigate("/views/sign-in");
            assertThat(page.locator("#identifier")).hasAttribute("autocomplete", "username webauthn");
            assertThat(page.locator("#password")).hasAttribute("autocomplete", "current-password");
            page.navigate("/views/sign-up");
            assertThat(page.locator("#email")).hasAttribute("autocomplete", "email");
            assertThat(page.locator("#username")).hasAttribute("autocomplete", "username");
            assertThat(page.locator("#password")).hasAttribute("autocomplete", "new-password");
            page.navigate("/views/password");
            assertThat(page.locator("input[autocomplete=username]")).hasValue("ada@example.com");
            assertThat(page.locator("#password")).hasAttribute("autocomplete", "new-password");
        });
    }

    @Test
    void aFormIsSentOnlyOnce() {
        List<String> bodies = new CopyOnWriteArrayList<>();
        with(true, (server, page) -> {
            server.show("sent", (pages, context, request) -> {
                if (request.method() == dev.gatehouse.platform.http.Method.POST) {
                    bodies.add(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8));
                    return dev.gatehouse.platform.http.Response.noContent();
                }
                return pages.signOut(context, 200, new SignOutView("ada", "/account"));
            });
            page.route(
                    "**/sign-out",
                    route -> route.resume(new com.microsoft.playwright.Route.ResumeOptions()
                            .setUrl("http://localhost:8000/views/sent")));
            page.navigate("/views/sent");
            page.evaluate("() => { const button = document.querySelector('main button');"
                    + " button.click(); button.click(); button.click(); }");
            page.waitForCondition(() -> !bodies.isEmpty());
            assertThat(page.locator("main button")).hasAttribute("aria-busy", "true");
            Assertions.assertThat(bodies).containsExactly("");
        });
    }

    @Test
    void mistakesLeadToTheirFields() {
        with(false, (server, page) -> {
            page.navigate("/views/sign-up-mistakes");
            assertThat(page.getByLabel("E-mail address")).isFocused();
            assertThat(page.getByLabel("E-mail address"))
                    .hasAccessibleDescription("This is not an e-mail address such as name@example.com");
            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Please look at this again");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Password"))
                    .click();
            assertThat(page.locator("#password")).isFocused();
            page.navigate("/views/sign-in-refused");
            assertThat(page.locator("#password")).isFocused();
            assertThat(page.locator("#identifier")).hasValue("ada@example.com");
        });
    }

    @Test
    void theKeyboardMeetsEverythingInOrder() {
        with(true, (server, page) -> {
            page.navigate("/views/sign-in");
            List<String> met = new java.util.ArrayList<>();
            for (int i = 0; i < 11; i++) {
                page.keyboard().press("Tab");
                met.add(
                        String.valueOf(
                                page.evaluate(
                                        "(document.activeElement.id || document.activeElement.className || document.activeElement.closest('.languages')?.className || document.activeElement.innerText)")));
            }
            Assertions.assertThat(met)
                    .containsExactly(
                            "skip",
                            "brand",
                            "button quiet provider",
                            "button quiet provider",
                            "identifier",
                            "password",
                            "reveal",
                            "button",
                            "button quiet provider",
                            "Create an account",
                            "languages");
        });
    }

    @Test
    void theLanguageIsChosenOnThePageAndRemembered() {
        with(false, (server, page) -> {
            page.navigate("/views/sign-in?return_to=https%3A%2F%2Fapp.example.com%2Fcb&state=a%26b");
            page.locator(".languages summary").click();
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("العربية"))
                    .click();
            assertThat(page.locator("html")).hasAttribute("dir", "rtl");
            Assertions.assertThat(page.url())
                    .endsWith("?lang=ar&return_to=https%3A%2F%2Fapp.example.com%2Fcb&state=a%26b");
            page.navigate("/views/sign-up");
            assertThat(page.locator("html")).hasAttribute("lang", "ar");
            page.navigate("/views/sign-up?lang=de");
            assertThat(page.locator("h1")).hasText("Konto erstellen");
            page.navigate("/views/sign-up-mistakes");
            assertThat(page.getByText("Verwenden Sie mindestens 12 Zeichen.")).isVisible();
        });
    }

    @Test
    void unlinkingAsksFirst() {
        with(false, (server, page) -> {
            page.navigate("/views/account");
            Locator sure = page.getByText("You will not be able to sign in with Google any more.");
            assertThat(sure).isHidden();
            page.locator("summary")
                    .filter(new Locator.FilterOptions().setHasText("Google"))
                    .click();
            assertThat(sure).isVisible();
            assertThat(page.locator("form[action='/account/unlink/google'] button"))
                    .isVisible();
        });
    }

    @Test
    void aPolicyNamesWhereItsFormsLead() {
        with(true, (server, page) -> {
            server.show(
                    "led",
                    (pages, context, request) -> pages.signOut(
                            context.leadingTo(
                                    URI.create("https://APP.example.com:8443/cb?x=1"),
                                    URI.create("com.example.app:/cb"),
                                    URI.create("http://localhost:3000/")),
                            200,
                            new SignOutView(null, "/sign-in")));
            String policy = java.util.Objects.requireNonNull(page.navigate("/views/led"))
                    .headerValue("content-security-policy");
            Assertions.assertThat(policy)
                    .contains(
                            "form-action 'self' com.example.app: http://localhost:3000 https://app.example.com:8443;");
        });
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }
}
