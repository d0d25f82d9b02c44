package dev.gatehouse.pages;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.signUp;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;

/** Where somebody is signed in: what they are told of it, what they end, and what ends by itself. */
@OnEveryServer.With(
        value = {"signup.verify_email=off", "sessions.limit=6"},
        mail = true)
class DevicesWalkTest {
    private static final Look PHONE = new Look(390, ColorScheme.LIGHT);

    @OnEveryServer
    void aNewBrowserIsToldOfAndAllOthersEnd(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                newBrowser(server, browser, scripts);
            }
        }
    }

    private static void newBrowser(TestServer server, Browser browser, boolean scripts) {
        String address = address();
        signUp(server, address);
        Walker home = signedIn(browser, scripts, address);
        assertThat(server.lettersTo(address)).as("the first of all").isEmpty();
        home.visit("/sign-out").signsOut();
        home.visit("/sign-in").signsIn(address).reads(address);
        assertThat(server.lettersTo(address)).as("the same browser").isEmpty();

        Walker stranger = signedIn(browser, scripts, address);
        Mail letter = server.letterTo(address, "New sign-in to your account");
        home.visit(letter.path()).reads(address).follow("Manage Devices").reads("Where you are signed in");
        home.press("Sign out all other devices").sees("All other devices are signed out.");
        stranger.visit("/account").reads("Sign in to Gatehouse");
        home.visit("/account/events").sees("Sign-in from a new device");
        home.visit("/account/sessions").sees("This device").seesNot("Sign out all other devices");
    }

    /** A browser has two sessions: its own, and that of the account's pages with the API. */
    @OnEveryServer
    void theLongestIdleEndsWhereThereAreTooMany(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            String address = address();
            signUp(server, address);
            Walker first = signedIn(browser, true, address);
            server.clock().advance(Duration.ofSeconds(20));
            Walker second = signedIn(browser, false, address);
            server.clock().advance(Duration.ofSeconds(20));
            Walker third = signedIn(browser, true, address);
            server.clock().advance(Duration.ofSeconds(20));
            signedIn(browser, true, address);
            first.visit("/account").reads("Sign in to Gatehouse");
            second.visit("/account").reads(address);
            third.visit("/account").reads(address);
        }
    }

    /** By what ships: unused for a week, or after thirty days however often it is used. */
    @OnEveryServer
    void whatIsNotUsedOrTooOldEnds(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            String address = address();
            signUp(server, address);
            Walker idle = signedIn(browser, true, address);
            Walker used = signedIn(browser, false, address);
            for (int day = 6; day < 30; day += 6) {
                server.clock().advance(Duration.ofDays(6));
                used.visit("/account").reads(address);
            }
            idle.visit("/account").reads("Sign in to Gatehouse");
            server.clock().advance(Duration.ofDays(6));
            used.visit("/account").reads("Sign in to Gatehouse");
        }
    }

    /** A browser of its own that is signed in. */
    private static Walker signedIn(Browser browser, boolean scripts, String address) {
        return new Walker(browser.page(PHONE, scripts))
                .visit("/sign-in")
                .signsIn(address)
                .reads(address);
    }
}
