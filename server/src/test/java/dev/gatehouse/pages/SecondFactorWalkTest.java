package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do with second factors, in a real browser, with scripts and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondFactorWalkTest {
    private static final Duration STEP = Duration.ofSeconds(30);

    private TestDatabase database;
    private TestServer server;
    private Browser browser;

    @BeforeAll
    void start() {
        database = TestDatabases.sqlite();
        server = TestServer.on(database, "mfa.remember_device=10d", "mfa.required_roles=admin");
        browser = Browser.of(server);
    }

    @AfterAll
    void stop() {
        browser.close();
        server.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource({"ada, true", "mary, false"})
    void anAppIsAddedAskedForAndTakenAway(String name, boolean scripts) throws IOException {
        server.signUp(name);
        Walker me = new Walker(browser.page(Look.all().getFirst(), scripts));
        me.visit("/sign-in").signsIn(name).sees("Not asked for").visit("/account/second-factor");
        me.reads("Second factors").follow("Add an authenticator app").reads("Add an authenticator app");
        AuthenticatorApp app = AuthenticatorApp.of(me.page().locator("code.key").innerText(), server.clock());
        requireAccessible(me, scripts);
        me.types("Your code", app.wrongCode()).press("Confirm the code");
        me.sees("The code is not right").types("Your code", app.code()).press("Confirm the code");
        me.reads("Recovery codes");
        requireAccessible(me, scripts);
        List<String> codes = me.page().locator(".codes code").allInnerTexts();
        assertThat(codes).hasSize(10);
        Download file = me.page().waitForDownload(() -> me.follow("Download"));
        assertThat(Files.readAllLines(file.path())).isEqualTo(codes);
        assertThat(me.page()
                        .getByText("Print", new Page.GetByTextOptions().setExact(true))
                        .isVisible())
                .isEqualTo(scripts);
        me.follow("I have kept them")
                .reads("Second factors")
                .sees("Authenticator app")
                .sees("Codes left: 10");
        server.clock().advance(STEP);

        me.signsOut().follow("Sign in again").signsIn(name).reads("One more step");
        requireAccessible(me, scripts);
        me.follow("Recovery code")
                .types("Recovery code", codes.getFirst())
                .press("Go on")
                .sees("Codes left: 9");
        me.signsOut().follow("Sign in again").signsIn(name).reads("One more step");
        me.page().getByLabel("Do not ask again in this browser for a while").check();
        me.types("Your code", app.code()).press("Go on").sees("Asked for at every sign-in");
        me.signsOut().follow("Sign in again").signsIn(name).sees("Asked for at every sign-in");
        server.clock().advance(STEP);

        // A browser that was spared the second factor takes none away.
        me.visit("/account/second-factor").unfold("Remove").press("Remove it").reads("Is it still you?");
        me.types("Password", TestServer.PASSWORD).press("Confirm").reads("One more step");
        me.types("Your code", app.code()).press("Go on").reads("Second factors");
        me.unfold("Remove").press("Remove it").sees("The authenticator app has been removed.");
        me.signsOut().follow("Sign in again").signsIn(name).sees("Not asked for");
    }

    @ParameterizedTest
    @CsvSource({"grace, true", "joan, false"})
    void whoHasToHaveOneSetsItUpOnTheWayIn(String name, boolean scripts) {
        String id = server.signUp(name);
        server.database()
                .write(transaction -> transaction.update(
                        "INSERT INTO account_roles (account_id, role, granted_at) VALUES (?, 'admin', 0)", id));
        Walker me = new Walker(browser.page(Look.all().getLast(), scripts));
        me.visit("/sign-in").signsIn(name).reads("Protect your account");
        requireAccessible(me, scripts);
        AuthenticatorApp app = AuthenticatorApp.of(me.page().locator("code.key").innerText(), server.clock());
        me.reload().reads("Protect your account");
        me.types("Your code", app.code()).press("Confirm the code").reads("Recovery codes");
        me.press("I have kept them").sees("Asked for at every sign-in");
        me.visit("/account/second-factor").unfold("Remove");
        server.clock().advance(STEP);
        me.press("Remove it").sees("This account has to have a second factor: add another one first.");
    }

    /** The checker is a script itself. */
    private static void requireAccessible(Walker me, boolean scripts) {
        if (scripts) {
            Browser.requireAccessible(me.page());
        }
    }
}
