package dev.gatehouse.pages;

import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Back into an account, and in, by what is mailed, in a real browser. */
class MailWalkTest {
    private static final Look PHONE = new Look(390, ColorScheme.LIGHT);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForgottenPassword(boolean scripts) {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = mailing(database);
                Browser browser = Browser.of(server)) {
            String address = address();
            verify(server, signUp(server, address));
            server.settle();
            Walker ada = new Walker(browser.page(PHONE, scripts));
            ada.visit("/sign-in")
                    .follow("Forgot your password?")
                    .reads("Forgot your password?")
                    .press("Mail me a link")
                    .sees("This is required.")
                    .types("E-mail or user name", address)
                    .press("Mail me a link")
                    .reads("Look into your mail");
            String path = server.letterTo(address).path();
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
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMailedCode(boolean scripts) {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = mailing(database);
                Browser browser = Browser.of(server)) {
            String address = address();
            verify(server, signUp(server, address));
            server.settle();
            Walker ada = new Walker(browser.page(PHONE, scripts));
            ada.visit("/sign-in")
                    .types("E-mail or user name", address)
                    .press("Mail me a code")
                    .reads("Type the code")
                    .types("Code from the letter", "nothing")
                    .press("Sign in")
                    .sees("The code is not right, or not any more.");
            ada.types("Code from the letter", server.letterTo(address).code())
                    .press("Sign in")
                    .reads(address);
        }
    }

    @Test
    void aMailedLinkHereAndElsewhere() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = mailing(database);
                Browser browser = Browser.of(server)) {
            for (boolean here : new boolean[] {true, false}) {
                String address = address();
                verify(server, signUp(server, address));
                server.settle();
                Walker ada = new Walker(browser.page(PHONE, here));
                ada.visit("/sign-in")
                        .press("Mail me a link")
                        .reads("Sign in by a link")
                        .types("E-mail or user name", address)
                        .press("Mail me a link")
                        .reads("Look into your mail");
                String path = server.letterTo(address).path();
                Walker opened = here ? ada : new Walker(browser.page(PHONE, false));
                opened.visit(path)
                        .reads("Sign in to Gatehouse?")
                        .sees(here ? "that you asked for in this browser" : "in another browser or on another device")
                        .press(here ? "Sign in" : "Sign in here")
                        .reads(address);
            }
        }
    }

    private static TestServer mailing(TestDatabase database) {
        return TestServer.mailing(
                database, "signup.verify_email=off", "signin.magic_link=true", "signin.email_code=true");
    }
}
