package dev.gatehouse.pages;

import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;

/** What people do with providers and passwords in {@code dev}, in a real browser, and what becomes of those who stray. */
@OnEveryServer.With(dev = true)
class ProviderWalkTest {
    private static final String WRONG = "The e-mail address, user name or password is not right.";
    private static final String OVER = "This page has expired";

    private static Walker somebody(Browser browser) {
        return new Walker(browser.pageWithoutScripts());
    }

    @OnEveryServer
    void oneAccountSeveralWaysIn(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            severalWaysIn(new Walker(browser.page(Look.all().getFirst(), true)), "Ada Lovelace", "ada@example.com");
        }
    }

    @OnEveryServer
    void oneAccountSeveralWaysInWhereNoScriptRuns(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            severalWaysIn(
                    new Walker(browser.page(Look.all().getFirst(), false)), "Mary Somerville", "mary@example.com");
        }
    }

    private static void severalWaysIn(Walker me, String name, String email) {
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

    @OnEveryServer
    void theLastWayInIsRefusedToAPageThatIsTooOld(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser);
            me.toGoogle().isSomebody("last@example.com").reads("Somebody Else");
            later(server);
            me.follow("Link GitHub").isSomebody("last@example.com").reads("Link GitHub to your account?");
            me.press("Link GitHub")
                    .sees("GitHub is linked to your account now.")
                    .hasWaysIn("Google", "GitHub");
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
    }

    @OnEveryServer
    void anAccountWithAPasswordIsProvedByIt(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser);
            me.signsUp("bob@example.com")
                    .sees("bob@example.com")
                    .sees("not verified")
                    .signsOut();
            me.toGoogle().isSomebody("bob@example.com").reads("You already have an account");
            me.types("Your password at Gatehouse", "not his")
                    .press("Link Google")
                    .sees(WRONG);
            me.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google");
            me.sees("Google is linked to your account now.").hasWaysIn("Password", "Google");
            me.signsOut().follow("Sign in again").follow("Continue with Google").isSomebody("bob@example.com");
            me.reads("Somebody Else").hasWaysIn("Password", "Google");
        }
    }

    @OnEveryServer
    void nobodyHasToLink(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser);
            me.signsUp("carol@example.com").signsOut();
            me.toGoogle().isSomebody("carol@example.com").press("Not now").reads("Sign in to Gatehouse");
            me.signsIn("carol@example.com").hasWaysIn("Password");
            me.follow("Link Google")
                    .isSomebody("carol@example.com")
                    .press("Not now")
                    .hasWaysIn("Password");
        }
    }

    @OnEveryServer
    void aSquattedAddressComesToItsOwner(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker stranger = somebody(browser).signsUp("dora@example.com").hasWaysIn("Password");
            Walker dora =
                    somebody(browser).toGoogle().isSomebody("dora@example.com").reads("You already have an account");
            dora.press("This account is not mine").reads("Somebody Else").sees("dora@example.com");
            dora.hasWaysIn("Google").sees("verified");
            stranger.visit("/account")
                    .reads("Sign in to Gatehouse")
                    .signsIn("dora@example.com")
                    .sees(WRONG);
        }
    }

    @OnEveryServer
    void whoRefusesAtTheProviderMayChooseAnotherWay(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser);
            me.toGoogle().press("Refuse, and go back").reads("Sign in to Gatehouse");
            me.sees("You did not continue with Google.")
                    .follow("Create an account")
                    .fillsSignUp("erin@example.com");
            me.hasWaysIn("Password").follow("Link GitHub").press("Refuse, and go back");
            me.sees("You did not continue with GitHub.").hasWaysIn("Password");
            server.clock().advance(Duration.ofMinutes(6));
            me.follow("Link GitHub").reads("Is it still you?").seesNot("Continue with");
            me.types("Password", TestServer.PASSWORD).press("Confirm").press("Refuse, and go back");
            me.sees("You did not continue with GitHub.").hasWaysIn("Password");
        }
    }

    @OnEveryServer
    void theBackButtonLeadsOn(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser).visit("/sign-up");
            later(server);
            me.fillsSignUp("fred@example.com").hasWaysIn("Password").back().hasWaysIn("Password");
            me.signsOut().back().reads("Sign in to Gatehouse");
            later(server);
            me.signsIn("fred@example.com").hasWaysIn("Password").back().hasWaysIn("Password");
            me.signsOut().toGoogle().isSomebody("fred@example.com").reads("You already have an account");
            me.back().isSomebody("fred@example.com").reads(OVER);
            me.follow("Start again").follow("Continue with Google").isSomebody("fred@example.com");
            later(server);
            me.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google");
            me.hasWaysIn("Password", "Google").back().hasWaysIn("Password", "Google");
            later(server);
            me.follow("Link GitHub").isSomebody("fred@example.com").press("Link GitHub");
            me.hasWaysIn("Password", "Google", "GitHub").back().hasWaysIn("Password", "Google", "GitHub");
        }
    }

    /** Nobody reads a page and answers it within the same moment. */
    private static void later(TestServer server) {
        server.clock().advance(Duration.ofSeconds(20));
    }

    @OnEveryServer
    void severalTabsDoNotMeet(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker one = somebody(browser).visit("/sign-in");
            Walker two = one.anotherTab().visit("/sign-in");
            Walker three = one.anotherTab().toGoogle();
            later(server);
            Walker four = one.anotherTab().signsUp("gina@example.com").hasWaysIn("Password");
            one.signsIn("gina@example.com").hasWaysIn("Password");
            two.reload().hasWaysIn("Password");
            three.isSomebody("gina@example.com").reads("You already have an account");
            three.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google");
            three.hasWaysIn("Password", "Google");
            four.reload().hasWaysIn("Password", "Google");
            later(server);
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
    }

    @OnEveryServer
    void whatHasExpiredBeginsAnew(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser).visit("/sign-in");
            Walker up = somebody(browser).visit("/sign-up");
            Walker there = somebody(browser).toGoogle();
            Walker link = somebody(browser).signsUp("hugo@example.com").signsOut();
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
    }

    @OnEveryServer
    void aRestartIsNotNoticed(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser).visit("/sign-in");
            Walker up = somebody(browser).visit("/sign-up");
            Walker there = somebody(browser).toGoogle();
            Walker link = somebody(browser).signsUp("jane@example.com").signsOut();
            link.toGoogle().isSomebody("jane@example.com").reads("You already have an account");
            server.restart();
            me.signsIn("jane@example.com").hasWaysIn("Password");
            up.fillsSignUp("kate@example.com").sees("kate@example.com");
            link.types("Your password at Gatehouse", TestServer.PASSWORD)
                    .unticks("Sign out everywhere else")
                    .press("Link Google")
                    .hasWaysIn("Password", "Google");
            there.isSomebody("jane@example.com").reads("Access blocked");
            server.restart();
            me.reload().hasWaysIn("Password", "Google");
        }
    }

    @OnEveryServer
    void withoutItsCookiesABrowserBeginsAnew(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = somebody(browser).signsUp("lena@example.com").hasWaysIn("Password");
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
}
