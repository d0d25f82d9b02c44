package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import dev.gatehouse.testing.TestServer;
import java.util.Objects;

/**
 * Somebody in front of a browser, who reads headings, follows links and presses buttons by what is written on them. Fails
 * where a page is blank or the server has broken.
 */
final class Walker {
    private static final double PATIENCE = 20_000;

    private final Page page;

    Walker(Page page) {
        this.page = page;
        page.onResponse(Walker::requireUnbroken);
    }

    /** Another tab of the same browser. */
    Walker anotherTab() {
        return new Walker(page.context().newPage());
    }

    Page page() {
        return page;
    }

    BrowserContext browser() {
        return page.context();
    }

    /** Types an address of the server, and sees whatever it leads to. */
    Walker visit(String path) {
        Response shown = Objects.requireNonNull(page.navigate(path), path);
        assertThat(shown.status()).as(path).isLessThan(500);
        return this;
    }

    Walker back() {
        page.goBack();
        return this;
    }

    /** Also where the page that comes goes on by itself before all of it is there. */
    Walker reload() {
        page.reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.COMMIT));
        return this;
    }

    /** The page that is there now, or will be in a moment, has this heading. */
    Walker reads(String heading) {
        return sees(page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName(heading).setLevel(1).setExact(true)));
    }

    /** This stands somewhere on the page. */
    Walker sees(String text) {
        return sees(page.locator("main").getByText(text).first());
    }

    Walker seesNot(String text) {
        assertThat(page.locator("main").innerText()).doesNotContain(text);
        return this;
    }

    private Walker sees(Locator something) {
        try {
            something.waitFor();
        } catch (TimeoutError absent) {
            throw new AssertionError(something + " is not at " + page.url() + ":\n" + text(), absent);
        }
        return this;
    }

    private String text() {
        return page.locator("body").innerText();
    }

    Walker follow(String link) {
        one(AriaRole.LINK, link).click();
        return this;
    }

    Walker press(String button) {
        one(AriaRole.BUTTON, button).click();
        return this;
    }

    /** Opens what is folded. */
    Walker unfold(String summary) {
        Locator found = page.locator("summary")
                .filter(new Locator.FilterOptions().setHasText(summary))
                .first();
        sees(found);
        found.click();
        return this;
    }

    Walker types(String label, String text) {
        Locator field = page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
        sees(field);
        field.fill(text);
        return this;
    }

    /** Takes the tick out of a box. */
    Walker unticks(String label) {
        page.getByLabel(label).uncheck();
        return this;
    }

    private Locator one(AriaRole role, String name) {
        Locator found = page.getByRole(
                        role, new Page.GetByRoleOptions().setName(name).setExact(true))
                .first();
        sees(found);
        return found;
    }

    /** On the page of a mock provider, where everybody is listed. */
    Walker is(String person) {
        reads("Choose an account");
        page.locator("button.person")
                .filter(new Locator.FilterOptions().setHasText(person))
                .click();
        return this;
    }

    /** On the page of a mock provider: somebody who is not listed, with a verified address. */
    Walker isSomebody(String email) {
        reads("Choose an account")
                .unfold("Somebody else")
                .types("E-mail address Leave it empty for somebody without one.", email);
        return press("Continue as somebody else");
    }

    /** From anywhere to a sign-in through mock Google that has come to its page. */
    Walker toGoogle() {
        return visit("/sign-in").follow("Continue with Google").reads("Choose an account");
    }

    Walker signsUp(String email) {
        visit("/sign-up");
        return fillsSignUp(email);
    }

    Walker fillsSignUp(String email) {
        return types("E-mail address", email)
                .types("Password", TestServer.PASSWORD)
                .press("Create account");
    }

    /** Signs in by password on the page that is there. */
    Walker signsIn(String email) {
        return types("E-mail or user name", email)
                .types("Password", TestServer.PASSWORD)
                .press("Sign in");
    }

    Walker signsOut() {
        return press("Sign out").reads("You are signed out");
    }

    /** Reads on the account's page that exactly these lead into it; a password is one of them where it is set. */
    Walker hasWaysIn(String... names) {
        Locator ways = page.locator("section[aria-labelledby=ways-in] .rows li")
                .filter(new Locator.FilterOptions().setHasNotText("You have none yet."))
                .locator("h3");
        PlaywrightAssertions.assertThat(ways)
                .hasText(names, new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE));
        return this;
    }

    Walker unlinks(String provider) {
        return unfold("Unlink " + provider).press("Unlink it");
    }

    private static void requireUnbroken(Response response) {
        if (response.status() == 500) {
            throw new AssertionError("500 at " + response.url());
        }
    }
}
