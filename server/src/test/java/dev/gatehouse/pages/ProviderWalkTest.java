package dev.gatehouse.pages;

import dev.gatehouse.ServerInProcess;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do with providers and passwords in {@code dev}, in a real browser, and what becomes of those who stray. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderWalkTest {
    private static final String WRONG = "The e-mail address, user name or password is not right.";
    private static final String OVER = "This page has expired";

    private TestDatabase database;
    private TestServer server;
    private Browser browser;

    @BeforeAll
    void start() {
        database = TestDatabases.sqlite();
        // The same port after a restart, which the browser's way to the server is bound to.
        server = TestServer.dev(database, "port=" + ServerInProcess.freePort());
        browser = Browser.of(server);
    }

    @AfterAll
    void stop() {
        browser.close();
        server.close();
        database.close();
    }

    private Walker somebody() {
        return new Walker(browser.pageWithoutScripts());
    }

    @ParameterizedTest
    @CsvSource({"Ada Lovelace, ada@example.com, true", "Mary Somerville, mary@example.com, false"})
    void oneAccountSeveralWaysIn(String name, String email, boolean scripts) {
        Walker me = new Walker(browser.page(Look.all().getFirst(), scripts));
        me.toGoogle()
                .is(name)
                .reads(name)
                .sees(email)
                .sees("verified")
                .hasWaysIn("Google")
                .sees("Your only way in");
        me.signsOut().follow("Sign in again").reads("Sign in to Gatehouse");

        me.follow("Create an account").fillsSignUp(email);
        me.reads("You already have an account")
                .sees(email)
                .follow("Confirm with Google")
                .is(name);
        me.press("Add the password").reads(name).hasWaysIn("Password", "Google");

        me.signsOut().follow("Sign in again").signsIn(email).reads(name);
        me.signsOut()
                .follow("Sign in again")
                .follow("Continue with Google")
                .is(name)
                .reads(name);

        me.unlinks("Google").reads("Sign in to Gatehouse").sees("Google is not linked to your account any more.");
        me.signsIn(email)
                .reads(name)
                .hasWaysIn("Password")
                .sees("Your only way in")
                .seesNot("Unlink");
    }

    @Test
    void theLastWayInIsRefusedToAPageThatIsTooOld() {
        Walker me = somebody();
        me.toGoogle().isSomebody("last@example.com").reads("Somebody Else");
        later();
        me.follow("Link GitHub").isSomebody("last@example.com").reads("Link GitHub to your account?");
        me.press("Link GitHub").sees("GitHub is linked to your account now.").hasWaysIn("Google", "GitHub");
        Walker old = me.anotherTab().visit("/account").hasWaysIn("Google", "GitHub");
        me.unlinks("GitHub")
                .sees("GitHub is not linked to your account any more.")
                .sees("Your only way in");
        old.unlinks("Google")
                .sees("This is the only way to sign in to the account")
                .hasWaysIn("Google");
        old.visit("/account")
                .follow("Link GitHub")
                .isSomebody("last@example.com")
                .press("Link GitHub");
        old.hasWaysIn("Google", "GitHub");
        me.visit("/account").unlinks("GitHub").hasWaysIn("Google");
        old.unlinks("GitHub")
                .sees("GitHub is not linked to your account any more.")
                .hasWaysIn("Google");
    }

    @Test
    void anAccountWithAPasswordIsProvedByIt() {
        Walker me = somebody();
        me.signsUp("bob@example.com")
                .sees("bob@example.com")
                .sees("not verified")
                .signsOut();
        me.toGoogle().isSomebody("bob@example.com").reads("You already have an account");
        me.types("Your password at Gatehouse", "not his").press("Link Google").sees(WRONG);
        me.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google");
        me.sees("Google is linked to your account now.").hasWaysIn("Password", "Google");
        me.signsOut().follow("Sign in again").follow("Continue with Google").isSomebody("bob@example.com");
        me.reads("Somebody Else").hasWaysIn("Password", "Google");
    }

    @Test
    void nobodyHasToLink() {
        Walker me = somebody();
        me.signsUp("carol@example.com").signsOut();
        me.toGoogle().isSomebody("carol@example.com").press("Not now").reads("Sign in to Gatehouse");
        me.signsIn("carol@example.com").hasWaysIn("Password");
        me.follow("Link Google")
                .isSomebody("carol@example.com")
                .press("Not now")
                .hasWaysIn("Password");
    }

    @Test
    void aSquattedAddressComesToItsOwner() {
        Walker stranger = somebody().signsUp("dora@example.com").hasWaysIn("Password");
        Walker dora = somebody().toGoogle().isSomebody("dora@example.com").reads("You already have an account");
        dora.press("This account is not mine").reads("Somebody Else").sees("dora@example.com");
        dora.hasWaysIn("Google").sees("verified");
        stranger.visit("/account")
                .reads("Sign in to Gatehouse")
                .signsIn("dora@example.com")
                .sees(WRONG);
    }

    @Test
    void whoRefusesAtTheProviderMayChooseAnotherWay() {
        Walker me = somebody();
        me.toGoogle().press("Refuse, and go back").reads("Sign in to Gatehouse");
        me.sees("You did not continue with Google.").follow("Create an account").fillsSignUp("erin@example.com");
        me.hasWaysIn("Password").follow("Link GitHub").press("Refuse, and go back");
        me.sees("You did not continue with GitHub.").hasWaysIn("Password");
        server.clock().advance(Duration.ofMinutes(6));
        me.follow("Link GitHub").reads("Is it still you?").seesNot("Continue with");
        me.types("Password", TestServer.PASSWORD).press("Confirm").press("Refuse, and go back");
        me.sees("You did not continue with GitHub.").hasWaysIn("Password");
    }

    @Test
    void theBackButtonLeadsOn() {
        Walker me = somebody().visit("/sign-up");
        later();
        me.fillsSignUp("fred@example.com").hasWaysIn("Password").back().hasWaysIn("Password");
        me.signsOut().back().reads("Sign in to Gatehouse");
        later();
        me.signsIn("fred@example.com").hasWaysIn("Password").back().hasWaysIn("Password");
        me.signsOut().toGoogle().isSomebody("fred@example.com").reads("You already have an account");
        me.back().isSomebody("fred@example.com").reads(OVER);
        me.follow("Start again").follow("Continue with Google").isSomebody("fred@example.com");
        later();
        me.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google");
        me.hasWaysIn("Password", "Google").back().hasWaysIn("Password", "Google");
        later();
        me.follow("Link GitHub").isSomebody("fred@example.com").press("Link GitHub");
        me.hasWaysIn("Password", "Google", "GitHub").back().hasWaysIn("Password", "Google", "GitHub");
    }

    /** Nobody reads a page and answers it within the same moment. */
    private void later() {
        server.clock().advance(Duration.ofSeconds(20));
    }

    @Test
    void severalTabsDoNotMeet() {
        Walker one = somebody().visit("/sign-in");
        Walker two = one.anotherTab().visit("/sign-in");
        Walker three = one.anotherTab().toGoogle();
        later();
        Walker four = one.anotherTab().signsUp("gina@example.com").hasWaysIn("Password");
        one.signsIn("gina@example.com").hasWaysIn("Password");
        two.reload().hasWaysIn("Password");
        three.isSomebody("gina@example.com").reads("You already have an account");
        three.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google");
        three.hasWaysIn("Password", "Google");
        four.reload().hasWaysIn("Password", "Google");
        later();
        one.visit("/account").follow("Link GitHub").isSomebody("gina@example.com");
        one.reads("Link GitHub to your account?");
        server.clock().advance(Duration.ofMinutes(6));
        one.press("Link GitHub").reads("You already have an account");
        two.visit("/account").signsOut();
        one.types("Your password at Gatehouse", TestServer.PASSWORD)
                .press("Link GitHub")
                .reads(OVER);
        one.follow("Start again").signsIn("gina@example.com").hasWaysIn("Password", "Google");
        four.press("Sign out").reads("You are signed out");
    }

    @Test
    void whatHasExpiredBeginsAnew() {
        Walker me = somebody().visit("/sign-in");
        Walker up = somebody().visit("/sign-up");
        Walker there = somebody().toGoogle();
        Walker link = somebody().signsUp("hugo@example.com").signsOut();
        link.toGoogle().isSomebody("hugo@example.com").reads("You already have an account");
        server.clock().advance(Duration.ofHours(2));
        me.signsIn("hugo@example.com")
                .sees("That sign-in was over")
                .signsIn("hugo@example.com")
                .hasWaysIn("Password");
        up.fillsSignUp("ida@example.com").sees("That sign-in was over");
        up.types("Password", TestServer.PASSWORD).press("Create account").sees("ida@example.com");
        link.types("Your password at Gatehouse", TestServer.PASSWORD)
                .press("Link Google")
                .reads(OVER);
        link.follow("Start again").reads("Sign in to Gatehouse");
        there.isSomebody("hugo@example.com").reads("Access blocked");
        server.clock().advance(Duration.ofDays(40));
        me.reload().reads("Sign in to Gatehouse");
    }

    @Test
    void aRestartIsNotNoticed() {
        Walker me = somebody().visit("/sign-in");
        Walker up = somebody().visit("/sign-up");
        Walker there = somebody().toGoogle();
        Walker link = somebody().signsUp("jane@example.com").signsOut();
        link.toGoogle().isSomebody("jane@example.com").reads("You already have an account");
        server.restart();
        me.signsIn("jane@example.com").hasWaysIn("Password");
        up.fillsSignUp("kate@example.com").sees("kate@example.com");
        link.types("Your password at Gatehouse", TestServer.PASSWORD)
                .press("Link Google")
                .hasWaysIn("Password", "Google");
        there.isSomebody("jane@example.com").reads("Access blocked");
        server.restart();
        me.reload().hasWaysIn("Password", "Google");
    }

    @Test
    void withoutItsCookiesABrowserBeginsAnew() {
        Walker me = somebody().signsUp("lena@example.com").hasWaysIn("Password");
        me.browser().clearCookies();
        me.reload().reads("Sign in to Gatehouse");
        me.browser().clearCookies();
        me.signsIn("lena@example.com")
                .sees("That sign-in was over")
                .signsIn("lena@example.com")
                .hasWaysIn("Password");
        me.follow("Link Google").reads("Choose an account");
        me.browser().clearCookies();
        me.isSomebody("lena@example.com").reads(OVER).follow("Start again").follow("Continue with Google");
        me.isSomebody("lena@example.com").reads("You already have an account");
        me.browser().clearCookies();
        me.types("Your password at Gatehouse", TestServer.PASSWORD)
                .press("Link Google")
                .reads(OVER);
        me.follow("Start again").signsIn("lena@example.com").hasWaysIn("Password");
        me.browser().clearCookies();
        me.press("Sign out").reads("You are signed out");
    }
}
