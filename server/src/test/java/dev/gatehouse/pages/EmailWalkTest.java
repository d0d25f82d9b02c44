package dev.gatehouse.pages;

import static dev.gatehouse.testing.Recovering.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;

/** Signing up with an address, and changing it, in a real browser with letters from a real mail server. */
@OnEveryServer.With(mail = true)
class EmailWalkTest {
    private static final String GONE = "This link does not work any more";

    /** Nobody gets in before the address is proven; a phone without a session finishes what a desk began. */
    @OnEveryDatabase
    void aSignUpThatHasToBeVerified(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=required");
                Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                verifiedFirst(server, browser, scripts);
            }
        }
    }

    private static void verifiedFirst(TestServer server, Browser browser, boolean scripts) {
        String ada = address();
        Walker me = somebody(browser, scripts);
        me.visit("/sign-up").sees("The account is made once you follow the link");
        me.types("User name (optional)", TestServer.freshName("ada"))
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
        there.visit(letter.path()).reads(GONE).follow("Go to your account").reads("Your e-mail address");
        Walker elsewhere = somebody(browser, scripts);
        elsewhere.visit(letter.path()).reads(GONE).sees("Not finished signing up?");
        elsewhere.follow("Sign up once more").reads("Create your account");
        elsewhere.visit(letter.path()).follow("Sign in").signsIn(ada);
        elsewhere.reads("Your e-mail address").sees(ada);

        Walker known = somebody(browser, scripts);
        known.signsUp(ada).reads("Look into your mail");
        assertThat(server.letterTo(ada).path()).isEqualTo("/sign-in");
        known.visit("/sign-in").signsIn(ada).sees(ada);
    }

    /** An account from before the operator asked for it waits at the door until its address is proven. */
    @OnEveryDatabase
    void whoSignedUpBeforeItWasRequiredVerifiesOnTheWayIn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on);
                Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String ada = address();
                server.restart("signup.verify_email=asked");
                somebody(browser, scripts).signsUp(ada).sees("not verified");
                server.settle();
                server.restart("signup.verify_email=required");
                server.mailbox().empty();
                Walker me = somebody(browser, scripts);
                me.visit("/sign-in").signsIn(ada).reads("Verify your address");
                me.press("Go on").reads("Verify your address").press("Send the letter again");
                me.sees("A letter is on its way.");
                Walker phone = somebody(browser, scripts);
                phone.visit(server.letterTo(ada).path()).reads("Is this your address?");
                phone.types("Your password", TestServer.PASSWORD)
                        .press("Confirm")
                        .sees("Your address is verified");
                me.press("Go on").reads(ada).sees("verified");
            }
        }
    }

    @OnEveryServer
    void anAddressIsVerifiedChangedAndTakenBack(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                takenBack(server, browser, scripts);
            }
        }
    }

    private static void takenBack(TestServer server, Browser browser, boolean scripts) {
        String old = address();
        String next = address();
        Walker me = somebody(browser, scripts);
        me.signsUp(old).sees("not verified");
        me.visit(server.letterTo(old).path()).reads("Is this your address?").press("Confirm");
        me.sees("Your address is verified.");
        assertThat(me.page().url()).doesNotContain("token");

        me.visit("/account").page().locator("a[href='/account/email']").click();
        me.reads("Your e-mail address");
        me.follow("Change").types("New address", "no address").press("Send the letter");
        me.sees("This is not an e-mail address");
        me.types("New address", next).press("Send the letter");
        me.sees("Look into the mail of the new address");
        Mail confirm = server.letterTo(next);
        Mail changing = server.letterTo(old, "Your e-mail address is about to change");

        Walker there = somebody(browser, scripts);
        there.visit(confirm.path()).reads("Confirm your new address").follow("Sign in and confirm");
        there.reads("Is it still you?").types("Password", TestServer.PASSWORD).press("Confirm");
        there.reads("Confirm your new address").press("Confirm the address");
        there.sees("Your address has been changed.").sees(next);

        Walker owner = somebody(browser, scripts);
        owner.visit(changing.path()).reads("Take your address back?").press("Take it back");
        owner.reads("The address is yours again").visit(changing.path()).reads(GONE);
        owner.follow("Forgot your password?").reads("Forgot your password?");
        me.visit("/account").reads("Sign in to Gatehouse");
        owner.visit(server.letterTo(old, "Choose a new password").path()).reads("Choose a new password");
        owner.types("New password", "nine purple badgers").press("Set the password");
        owner.sees("Your new password is set").types("E-mail or user name", old);
        owner.types("Password", "nine purple badgers").press("Sign in").reads(old);
    }

    /** Whoever signed in long ago shows the password once more; the present address may stop what was begun. */
    @OnEveryServer
    void aChangeIsStoppedFromThePresentAddressOrGivenUp(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                stopped(server, browser, scripts);
            }
        }
    }

    private static void stopped(TestServer server, Browser browser, boolean scripts) {
        String old = address();
        String next = address();
        Walker me = somebody(browser, scripts).signsUp(old).sees("not verified");
        me.visit(server.letterTo(old).path()).press("Confirm").sees("Your address is verified.");
        server.clock().advance(Duration.ofMinutes(6));
        me.visit("/account/email").follow("Change").reads("Is it still you?");
        me.types("Password", TestServer.PASSWORD).press("Confirm").reads("Change your address");
        me.types("New address", next).press("Send the letter").sees("Look into the mail of the new address");
        Mail confirm = server.letterTo(next);
        me.visit("/account/email").sees("A new address has not been confirmed yet.");
        Walker owner = somebody(browser, scripts);
        owner.visit(server.letterTo(old, "Your e-mail address is about to change")
                        .path())
                .reads("Keep your address?")
                .press("Stop the change");
        owner.reads("The address stays");
        owner.visit(confirm.path()).reads(GONE).sees("or the change was given up");
        me.visit("/account/email").sees(old).seesNot(next);

        me.follow("Change").types("New address", next).press("Send the letter");
        Mail second = server.letterTo(next);
        me.visit("/account/email").press("Keep the present one").sees("Your address stays as it is.");
        owner.visit(second.path()).reads(GONE).follow("Sign in").signsIn(old);
        owner.reads("Your e-mail address").sees(old);

        me.follow("Change").types("New address", next).press("Send the letter");
        me.visit(server.letterTo(next).path()).reads("Confirm your new address").press("Confirm the address");
        me.sees("Your address has been changed.").sees(next);
    }

    /** The letter says that it is gone, not that it may change, and leads back. */
    @OnEveryServer
    void anAddressIsRemovedAndTakenBack(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String old = address();
                Walker me = somebody(browser, scripts).visit("/sign-up");
                me.types("User name", TestServer.freshName("ada")).fillsSignUp(old);
                me.sees("not verified").visit(server.letterTo(old).path()).press("Confirm");
                me.sees("Your address is verified.").unfold("Remove").press("Remove the address");
                me.sees("Your account has no address any more.");
                Mail removed = server.letterTo(old, "Your e-mail address was removed");
                Walker owner = somebody(browser, scripts).visit(removed.path());
                owner.reads("Take your address back?")
                        .sees("was changed or removed")
                        .press("Take it back");
                owner.reads("The address is yours again");
                me.visit("/account").reads("Sign in to Gatehouse");
            }
        }
    }

    /** Somebody else used the address: it goes, and who made it is out. */
    @OnEveryServer
    void whoNeverSignedUpSaysSo(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String address = address();
                Walker stranger = somebody(browser, scripts).signsUp(address).hasWaysIn("Password");
                Walker victim = somebody(browser, scripts);
                victim.visit(server.letterTo(address).path()).sees("You did not sign up?");
                victim.press("This was not me").reads("It is gone");
                stranger.visit("/account").reads("Sign in to Gatehouse");
                victim.follow("Create an account of your own").fillsSignUp(address);
                victim.sees(address).hasWaysIn("Password");
            }
        }
    }

    /** A browser that nobody has used. */
    private static Walker somebody(Browser browser, boolean scripts) {
        return new Walker(browser.page(Look.all().getFirst(), scripts));
    }
}
