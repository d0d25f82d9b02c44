package dev.gatehouse.pages;

import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;

/** Back into an account, and in, by what is mailed, in a real browser. */
@OnEveryServer.With(
        value = {"signup.verify_email=off", "signin.magic_link=true", "signin.email_code=true"},
        mail = true)
class MailWalkTest {
    private static final Look PHONE = new Look(390, ColorScheme.LIGHT);

    @OnEveryServer
    void aForgottenPassword(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                forgotten(server, browser, scripts);
            }
        }
    }

    private static void forgotten(TestServer server, Browser browser, boolean scripts) {
        String address = somebody(server);
        Walker ada = new Walker(browser.page(PHONE, scripts));
        ada.visit("/sign-in")
                .follow("Forgot your password?")
                .reads("Forgot your password?")
                .press("Mail me a link")
                .sees("This is required.")
                .types("E-mail or user name", address)
                .press("Mail me a link")
                .reads("Look into your mail");
        String path = server.letterTo(address, "Choose a new password").path();
        ada.visit(path).reads("Choose a new password");
        assertThat(ada.page().url()).doesNotContain("token=").contains("ticket=");
        ada.types("New password", "short").press("Set the password").sees("Use at least 8 characters.");
        ada.types("New password", NEXT)
                .press("Set the password")
                .sees("Your new password is set, and you are signed out everywhere.");
        ada.types("E-mail or user name", address)
                .types("Password", NEXT)
                .press("Sign in")
                .reads(address);
        new Walker(browser.page(PHONE, scripts)).visit(path).reads("This link does not work any more");
    }

    /** A new password goes around no second factor; a recovery code stands in for an app that is lost. */
    @OnEveryServer
    void aForgottenPasswordOfAnAccountWithASecondFactor(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String address = somebody(server);
                AuthenticatorApp.Added added = AuthenticatorApp.add(server, server.signIn(address), "Phone");
                Walker ada = new Walker(browser.page(PHONE, scripts));
                ada.visit("/sign-in").follow("Forgot your password?").types("E-mail or user name", address);
                ada.press("Mail me a link").reads("Look into your mail");
                ada.visit(server.letterTo(address, "Choose a new password").path())
                        .types("New password", NEXT)
                        .press("Set the password");
                ada.types("E-mail or user name", address)
                        .types("Password", NEXT)
                        .press("Sign in")
                        .reads("One more step");
                ada.visit("/account").reads("Sign in to Gatehouse");
                ada.types("E-mail or user name", address)
                        .types("Password", NEXT)
                        .press("Sign in");
                ada.follow("Recovery code")
                        .types("Recovery code", added.recoveryCodes().getFirst())
                        .press("Go on")
                        .sees("Codes left: 9");
                assertThat(server.lettersTo(address))
                        .extracting(Mail::subject)
                        .contains("Your password was changed", "A recovery code was used");
            }
        }
    }

    /** An administrator has a link mailed, by which whoever lost everything chooses a password of their own. */
    @OnEveryServer
    void whoLostEverythingGetsBackWithAnAdministratorsHelp(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String address = somebody(server);
                Tokens tokens = server.signIn(address);
                AuthenticatorApp.add(server, tokens, "Phone");
                Walker ada = new Walker(browser.page(PHONE, scripts));
                ada.visit("/sign-in").signsIn(address).reads("One more step");
                server.settle();
                server.mailbox().empty();
                server.admin()
                        .api()
                        .post("/users/" + tokens.id() + "/recovery", Map.of("reset_second_factors", true))
                        .expect(202);
                ada.visit(server.letterTo(address, "Get back into your account").path())
                        .reads("Choose a new password");
                ada.types("New password", NEXT).press("Set the password").sees("Your new password is set");
                ada.types("E-mail or user name", address)
                        .types("Password", NEXT)
                        .press("Sign in")
                        .reads(address);
                ada.sees("Not asked for");
            }
        }
    }

    @OnEveryServer
    void aMailedCode(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String address = somebody(server);
                Walker ada = new Walker(browser.page(PHONE, scripts));
                ada.visit("/sign-in")
                        .types("E-mail or user name", address)
                        .press("Mail me a code")
                        .reads("Type the code")
                        .types("Code from the letter", "nothing")
                        .press("Sign in")
                        .sees("The code is not right, or not any more.");
                ada.types(
                                "Code from the letter",
                                server.letterTo(address, "Your code to sign in").code())
                        .press("Sign in")
                        .reads(address);
            }
        }
    }

    @OnEveryServer
    void aMailedLinkHereAndElsewhere(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean here : new boolean[] {true, false}) {
                String address = somebody(server);
                Walker ada = new Walker(browser.page(PHONE, here));
                ada.visit("/sign-in")
                        .press("Mail me a link")
                        .reads("Sign in by a link")
                        .types("E-mail or user name", address)
                        .press("Mail me a link")
                        .reads("Look into your mail");
                String path = server.letterTo(address, "Sign in to Gatehouse").path();
                Walker opened = here ? ada : new Walker(browser.page(PHONE, false));
                opened.visit(path)
                        .reads("Sign in to Gatehouse?")
                        .sees(here ? "that you asked for in this browser" : "in another browser or on another device")
                        .press(here ? "Sign in" : "Sign in here")
                        .reads(address);
            }
        }
    }

    /** Whoever comes by mail shows the second factor that the account has, like anybody else. */
    @OnEveryServer
    void aMailedLinkOrCodeIsOneProofOfTwo(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String address = somebody(server);
                AuthenticatorApp app = AuthenticatorApp.add(server, server.signIn(address), "Phone")
                        .app();
                server.settle();
                server.mailbox().empty();
                Walker ada = new Walker(browser.page(PHONE, scripts));
                ada.visit("/sign-in").press("Mail me a link").types("E-mail or user name", address);
                ada.press("Mail me a link").reads("Look into your mail");
                ada.visit(server.letterTo(address, "Sign in to Gatehouse").path())
                        .press("Sign in")
                        .reads("One more step");
                ada.types("Your code", app.code()).press("Go on").reads(address).signsOut();
                server.clock().advance(Duration.ofSeconds(30));
                server.mailbox().empty();
                ada.visit("/sign-in").types("E-mail or user name", address).press("Mail me a code");
                ada.types(
                                "Code from the letter",
                                server.letterTo(address, "Your code to sign in").code())
                        .press("Sign in");
                ada.reads("One more step")
                        .types("Your code", app.code())
                        .press("Go on")
                        .reads(address);
            }
        }
    }

    /** The address of a new account whose letters have all come. */
    private static String somebody(TestServer server) {
        String address = address();
        verify(server, signUp(server, address));
        server.settle();
        return address;
    }
}
