package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing up with an address, and changing it, in a real browser with letters from a real mail server. */
class EmailWalkTest {
    /** Nobody gets in before the address is proven; a phone without a session finishes what a desk began. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSignUpThatHasToBeVerified(boolean scripts) {
        String ada = scripts ? "ada@example.com" : "grace@example.com";
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.mailing(database, "signup.verify_email=required");
                Browser browser = Browser.of(server)) {
            Walker me = somebody(browser, scripts);
            me.visit("/sign-up").sees("The account is made once you follow the link");
            me.types("User name (optional)", "ada")
                    .types("Password", TestServer.PASSWORD)
                    .press("Create account");
            me.sees("This is required.");
            me.fillsSignUp(ada).reads("Look into your mail");
            Mail letter = server.letterTo(ada);

            Walker there = somebody(browser, scripts);
            there.visit(letter.path()).reads("Finish signing up").sees(ada);
            there.types("Your password", "not this one").press("Create the account");
            there.sees("is not right").reads("Finish signing up");
            assertThat(there.page().url()).doesNotContain("token");
            there.types("Your password", TestServer.PASSWORD).press("Create the account");
            there.sees(ada).hasWaysIn("Password");
            there.visit(letter.path()).reads("This page has expired");

            Walker known = somebody(browser, scripts);
            known.signsUp(ada).reads("Look into your mail");
            assertThat(server.letterTo(ada).path()).isEqualTo("/sign-in");
            known.visit("/sign-in").signsIn(ada).sees(ada);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressIsVerifiedChangedAndTakenBack(boolean scripts) {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.mailing(database);
                Browser browser = Browser.of(server)) {
            Walker me = somebody(browser, scripts);
            me.signsUp("ada@example.com").sees("not verified");
            me.visit(server.letterTo("ada@example.com").path())
                    .reads("Is this your address?")
                    .press("Confirm");
            me.sees("Your address is verified.");
            assertThat(me.page().url()).doesNotContain("token");

            me.visit("/account").page().locator("a[href='/account/email']").click();
            me.reads("Your e-mail address");
            me.follow("Change").types("New address", "no address").press("Send the letter");
            me.sees("This is not an e-mail address");
            me.types("New address", "new@example.com").press("Send the letter");
            me.sees("Look into the mail of the new address");
            Mail confirm = server.letterTo("new@example.com");
            Mail changing = server.letterTo("ada@example.com");

            Walker there = somebody(browser, scripts);
            there.visit(confirm.path()).reads("Confirm your new address").follow("Sign in and confirm");
            there.reads("Is it still you?")
                    .types("Password", TestServer.PASSWORD)
                    .press("Confirm");
            there.reads("Confirm your new address").press("Confirm the address");
            there.sees("Your address has been changed.").sees("new@example.com");

            Walker owner = somebody(browser, scripts);
            owner.visit(changing.path()).reads("Take your address back?").press("Take it back");
            owner.reads("The address is yours again");
            me.visit("/account").reads("Sign in to Gatehouse");
        }
    }

    /** Somebody else used the address: it goes, and who made it is out. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoNeverSignedUpSaysSo(boolean scripts) {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.mailing(database);
                Browser browser = Browser.of(server)) {
            Walker stranger =
                    somebody(browser, scripts).signsUp("victim@example.com").hasWaysIn("Password");
            Walker victim = somebody(browser, scripts);
            victim.visit(server.letterTo("victim@example.com").path()).sees("You did not sign up?");
            victim.press("This was not me").reads("It is gone");
            stranger.visit("/account").reads("Sign in to Gatehouse");
            victim.follow("Create an account of your own").fillsSignUp("victim@example.com");
            victim.sees("victim@example.com").hasWaysIn("Password");
        }
    }

    /** A browser that nobody has used. */
    private static Walker somebody(Browser browser, boolean scripts) {
        return new Walker(browser.page(Look.all().getFirst(), scripts));
    }
}
