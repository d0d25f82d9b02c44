package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import dev.gatehouse.testing.Await;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;

/** What people do with passkeys on the pages, in Chromium with its virtual authenticator. */
class PasskeyWalkTest {
    private static final String ADD = "Add a passkey";
    private static final String PASSKEYS = "Passkeys";
    private static final String SHOW = "Continue with a passkey";
    private static final String SIGN_IN = "Sign in to Gatehouse";

    /** Somebody new who has just added a passkey. */
    private Walker owner(Page page, String email) {
        Walker me = new Walker(page).signsUp(email).reads(email);
        return me.visit("/account/passkeys").reads(PASSKEYS).press(ADD).sees("The passkey is added.");
    }

    @OnEveryServer
    void aPasskeyIsAddedNamedUsedAndRemoved(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = owner(page, "ada@example.com").sees("Linux");
            assertThat(authenticator.passkeys()).isEqualTo(1);
            me.press(ADD).sees("This device has a passkey for your account already.");

            me.unfold("Rename").types("Name of the passkey", "my laptop").press("Save name");
            me.sees("The passkey has its new name.").sees("my laptop");

            authenticator.present(false);
            me.visit("/account").signsOut().follow("Sign in again").reads(SIGN_IN);
            press(me, authenticator);
            me.reads("ada@example.com");

            me.visit("/account/passkeys").sees("last used on");
            me.unfold("Remove")
                    .press("Remove it")
                    .sees("The passkey is removed.")
                    .sees("You have none yet.");
            forgets(authenticator);
        }
    }

    @OnEveryServer
    void theBrowserForgetsWhatTheServerDoesNotKnow(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = owner(page, "lise@example.com");
            authenticator.present(false);
            me.visit("/account").signsOut().follow("Sign in again").reads(SIGN_IN);
            server.database().write(transaction -> transaction.update("DELETE FROM passkeys"));
            press(me, authenticator);
            me.sees("This passkey does not work here.").reads(SIGN_IN);
            forgets(authenticator);
        }
    }

    @OnEveryServer
    void theBrowserSuggestsItInTheFieldForTheName(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = owner(page, "grace@example.com");
            authenticator.present(false);
            me.visit("/account").signsOut().follow("Sign in again").reads(SIGN_IN);
            assertThat(page.getByLabel("E-mail or user name").getAttribute("autocomplete"))
                    .isEqualTo("username webauthn");
            authenticator.present(true);
            me.reload().reads("grace@example.com");
        }
    }

    @OnEveryServer
    void oneThatIsDismissedLeavesThePageAsItWas(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = owner(page, "edith@example.com");
            authenticator.present(false);
            me.visit("/account").signsOut().follow("Sign in again").reads(SIGN_IN);
            authenticator.verified(false);
            press(me, authenticator);
            me.sees("No passkey was used.");
            me.signsIn("edith@example.com").reads("edith@example.com");
        }
    }

    @OnEveryServer
    void oneIsAskedForAfterThePassword(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = owner(page, "mary@example.com");
            me.press("Ask for a passkey").sees("A passkey is asked for from now on.");
            authenticator.present(false);
            me.visit("/account").signsOut().follow("Sign in again").reads(SIGN_IN);
            me.signsIn("mary@example.com");
            press(me, authenticator);
            me.reads("mary@example.com");
            me.visit("/account/passkeys").press("Do not ask any more").sees("A passkey is not asked for any more.");
        }
    }

    @OnEveryServer
    void itProvesThatItIsStillTheSamePerson(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = owner(page, "emmy@example.com");
            me.visit("/account/password").press("Remove it").sees("Your account has no password any more.");
            me.visit("/account/passkeys").sees("Your only way in").seesNot("Remove the password");
            server.clock().advance(Duration.ofMinutes(6));
            authenticator.present(false);
            me.visit("/account/passkeys").reads("Is it still you?").seesNot("Password");
            authenticator.present(true);
            me.press("Confirm with a passkey").reads(PASSKEYS);
        }
    }

    @OnEveryServer
    void anAccountBeginsWithAPasskeyAndGetsAPasswordLater(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = new Walker(page).visit("/sign-up").types("E-mail address", "hedy@example.com");
            me.press("Sign up with a passkey").reads("hedy@example.com");
            assertThat(authenticator.passkeys()).isEqualTo(1);
            me.visit("/account/passkeys").sees("Your only way in").seesNot("Without a password");
            me.visit("/account/password")
                    .types("New password", TestServer.PASSWORD)
                    .press("Save password");
            me.visit("/account/passkeys").sees("Without a password").seesNot("Your only way in");

            authenticator.present(false);
            me.visit("/account").signsOut().follow("Sign in again").reads(SIGN_IN);
            me.signsIn("hedy@example.com").reads("hedy@example.com");
        }
    }

    @OnEveryServer
    void aPasskeyProvesWhoseAccountAPasswordIsAddedTo(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = new Walker(page).visit("/sign-up").types("E-mail address", "ida@example.com");
            me.press("Sign up with a passkey").reads("ida@example.com").signsOut();
            me.signsUp("ida@example.com").reads("You already have an account");
            me.press("Confirm with a passkey").press("Add the password").reads("ida@example.com");
            authenticator.present(false);
            me.visit("/account").signsOut().follow("Sign in again").reads(SIGN_IN);
            me.signsIn("ida@example.com").reads("ida@example.com");
        }
    }

    @OnEveryDatabase
    void oneIsSetUpOnTheWayInWhereASecondFactorIsRequired(TestDatabase on) {
        try (TestServer requiring = TestServer.on(on, "mfa.required=on");
                Browser fresh = Browser.of(requiring)) {
            requiring.signUp("vera");
            Page page = fresh.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = new Walker(page).visit("/sign-in").signsIn("vera").reads("Protect your account");
            me.press("Use a passkey instead").reads("Recovery codes");
            assertThat(authenticator.passkeys()).isEqualTo(1);
            me.press("I have kept them").reads("vera");
            authenticator.present(false);
            me.signsOut().follow("Sign in again").reads(SIGN_IN);
            me.signsIn("vera").reads("One more step");
            press(me, authenticator);
            me.reads("vera");
        }
    }

    /** The letter's link is followed on another device, which makes the passkey. */
    @OnEveryDatabase
    void whereAnAddressIsVerifiedFirstThePasskeyIsMadeWhereTheLinkLeads(TestDatabase on) {
        try (TestServer mailing = TestServer.mailing(on, "signup.verify_email=required");
                Browser fresh = Browser.of(mailing)) {
            String email = "anita@example.com";
            Walker desk = new Walker(fresh.page()).visit("/sign-up");
            desk.press("Sign up with a passkey").sees("This is required.");
            desk.types("E-mail address", email).types("User name (optional)", "anita");
            desk.press("Sign up with a passkey").reads("Look into your mail");
            String link = mailing.letterTo(email).path();

            Page page = fresh.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker phone =
                    new Walker(page).visit(link).reads("Finish signing up").sees(email);
            phone.seesNot("Password").press("Make a passkey").reads("anita");
            assertThat(authenticator.passkeys()).isEqualTo(1);
            assertThat(page.url()).doesNotContain("token");
            phone.sees(email).seesNot("not verified");
            phone.visit(link).reads("This link does not work any more");
            authenticator.present(false);
            phone.visit("/account").signsOut().follow("Sign in again").reads("Sign in to Gatehouse");
            press(phone, authenticator);
            phone.reads("anita");

            Walker again = new Walker(fresh.page()).visit("/sign-up").types("E-mail address", "second@example.com");
            again.types("User name (optional)", "anita").press("Sign up with a passkey");
            again.reads("Look into your mail");
            Page second = fresh.page();
            VirtualAuthenticator none = VirtualAuthenticator.of(second);
            Walker there = new Walker(second)
                    .visit(mailing.letterTo("second@example.com").path());
            there.sees("This user name is somebody's").press("Make a passkey");
            there.sees("An account with this name or address exists.");
            assertThat(none.passkeys()).isZero();
            there.types("User name", "anita2").press("Make a passkey").reads("anita2");

            Walker plain = new Walker(fresh.pageWithoutScripts()).visit("/sign-up");
            assertThat(plain.page().getByText("Sign up with a passkey").isVisible())
                    .isFalse();
        }
    }

    @OnEveryServer
    void aNameThatIsTakenLeavesNoPasskeyBehind(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            new Walker(browser.page()).signsUp("joan@example.com").reads("joan@example.com");
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page);
            Walker me = new Walker(page).visit("/sign-up").types("E-mail address", "joan@example.com");
            me.press("Sign up with a passkey").sees("An account with this name or address exists.");
            me.visit("/sign-up").press("Sign up with a passkey").sees("Give a user name or an e-mail address.");
            assertThat(authenticator.passkeys()).isZero();
        }
    }

    @OnEveryServer
    void itLooksGoodEverywhere(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page();
            VirtualAuthenticator authenticator = VirtualAuthenticator.of(page).present(false);
            Walker me = new Walker(page).visit("/sign-in").reads(SIGN_IN);
            page.getByText(SHOW).waitFor();
            look(page, "sign-in-with-passkey");
            me.visit("/sign-up");
            page.getByText("Sign up with a passkey").waitFor();
            look(page, "sign-up-with-passkey");
            authenticator.present(true);
            owner(page, "looks@example.com");
            look(page, "passkeys-added");
            me.unfold("Remove");
            look(page, "passkeys-removing");
        }
    }

    private static void look(Page page, String name) {
        for (Look look : Look.all()) {
            Browser.wear(page, look);
            Browser.requireAccessible(page);
            Browser.photograph(page, name, look);
        }
    }

    @OnEveryServer
    void withoutScriptsThePageIsAsItWas(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Walker me = new Walker(browser.pageWithoutScripts());
            me.visit("/sign-in").reads(SIGN_IN);
            assertThat(me.page().getByText(SHOW).isVisible()).isFalse();
            me.signsUp("noscript@example.com").reads("noscript@example.com");
            me.visit("/account/passkeys").sees("To add a passkey, let this page run scripts.");
            assertThat(me.page().getByText(ADD).first().isVisible()).isFalse();
        }
    }

    /** Browsers are told which passkeys there are (Web Authentication Level 3, section 5.1.10). */
    private static void forgets(VirtualAuthenticator authenticator) {
        Await.until(() -> authenticator.passkeys() == 0);
    }

    /** Presses the button, being there from then on: what the browser suggests has been asked for before. */
    private static void press(Walker me, VirtualAuthenticator authenticator) {
        me.page().waitForLoadState(LoadState.NETWORKIDLE);
        authenticator.present(true);
        me.press(SHOW);
    }
}
