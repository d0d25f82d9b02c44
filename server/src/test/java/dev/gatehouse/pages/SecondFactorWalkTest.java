package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** What people do with second factors, in a real browser, with scripts and without. */
@OnEveryServer.With({"mfa.remember_device=10d", "mfa.required_roles=admin"})
class SecondFactorWalkTest {
    private static final Duration STEP = Duration.ofSeconds(30);

    @OnEveryServer
    void anAppIsAddedAskedForAndTakenAway(TestServer server) throws IOException {
        app(server, true);
    }

    @OnEveryServer
    void anAppIsAddedAskedForAndTakenAwayWhereNoScriptRuns(TestServer server) throws IOException {
        app(server, false);
    }

    private static void app(TestServer server, boolean scripts) throws IOException {
        String name = TestServer.freshName("ada");
        server.signUp(name);
        try (Browser browser = Browser.of(server)) {
            app(server, name, new Walker(browser.page(Look.all().getFirst(), scripts)), scripts);
        }
    }

    private static void app(TestServer server, String name, Walker me, boolean scripts) throws IOException {
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

    @OnEveryServer
    void whoHasToHaveOneSetsItUpOnTheWayIn(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                onTheWayIn(server, new Walker(browser.page(Look.all().getLast(), scripts)), scripts);
            }
        }
    }

    private static void onTheWayIn(TestServer server, Walker me, boolean scripts) {
        String name = TestServer.freshName("grace");
        String id = server.signUp(name);
        Tokens elsewhere = server.signIn(name);
        server.database()
                .write(transaction -> transaction.update(
                        "INSERT INTO account_roles (account_id, role, granted_at) VALUES (?, 'admin', 0)", id));
        me.visit("/sign-in").signsIn(name).reads("Protect your account");
        requireAccessible(me, scripts);
        AuthenticatorApp app = AuthenticatorApp.of(me.page().locator("code.key").innerText(), server.clock());
        me.reload().reads("Protect your account");
        me.sees("Whoever else uses your account has to sign in again.");
        if (!scripts) {
            me.unticks("Sign out everywhere else");
        }
        me.types("Your code", app.code()).press("Confirm the code").reads("Recovery codes");
        me.press("I have kept them").sees("Asked for at every sign-in");
        elsewhere.api().get("/users/me").expect(scripts ? 401 : 200);
        me.visit("/account/second-factor").unfold("Remove");
        server.clock().advance(STEP);
        me.press("Remove it").sees("This account has to have a second factor: add another one first.");
    }

    /** Codes by mail, the weakest: chosen on the way in, asked for with each sign-in, and turned off for an app. */
    @OnEveryDatabase
    void codesByMail(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "mfa.email_codes=on", "mfa.required=on");
                Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String email = Recovering.address();
                Recovering.verify(server, Recovering.signUp(server, email));
                server.settle();
                Walker me = new Walker(browser.page(Look.all().getFirst(), scripts));
                me.visit("/sign-in").signsIn(email).reads("Protect your account");
                me.press("Use codes by mail instead").reads("One more step").sees("We can mail a code to");
                requireAccessible(me, scripts);
                byMail(server, me, email).signsOut();
                me.follow("Sign in again").signsIn(email).reads("One more step");
                byMail(server, me, email);
                me.visit("/account/second-factor").follow("Add an authenticator app");
                AuthenticatorApp app =
                        AuthenticatorApp.of(me.page().locator("code.key").innerText(), server.clock());
                me.types("Your code", app.code()).press("Confirm the code").reads("Recovery codes");
                me.follow("I have kept them")
                        .unfold("Turn off")
                        .press("Turn off")
                        .sees("Codes by mail are off.");
            }
        }
    }

    private static Walker byMail(TestServer server, Walker me, String email) {
        server.settle();
        server.mailbox().empty();
        me.press("Mail me a code").sees("We have mailed a code to");
        me.types("Your code", "not it").press("Go on").sees("The code is not right");
        return me.types(
                        "Your code",
                        server.letterTo(email, "Your second step to sign in").code())
                .press("Go on")
                .reads(email);
    }

    /** By what the front end asks for, and by what the operator requires of the client. */
    @OnEveryDatabase
    void itIsAskedForByClassAndByClient(TestDatabase on) {
        try (TestServer server = TestServer.on(on);
                Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                server.restart("mfa.required_clients=");
                Tokens ada = server.person();
                Walker me = new Walker(browser.page(Look.all().getFirst(), scripts));
                me.visit("/sign-in").signsIn(ada.name()).sees("Not asked for");
                me.visit("/sign-in?acr_values=urn:gatehouse:acr:1").reads(ada.name());
                String strong = "/sign-in?acr_values=urn:gatehouse:acr:2";
                me.visit(strong).reads("Protect your account");
                AuthenticatorApp app =
                        AuthenticatorApp.of(me.page().locator("code.key").innerText(), server.clock());
                me.types("Your code", app.code()).press("Confirm the code").press("I have kept them");
                me.reads(ada.name());
                me.visit(strong).reads(ada.name());

                Tokens grace = server.person();
                Walker other = new Walker(browser.page(Look.all().getFirst(), scripts));
                other.visit("/sign-in")
                        .signsIn(grace.name())
                        .sees("Not asked for")
                        .signsOut();
                server.restart("mfa.required_clients=gatehouse");
                other.visit("/sign-in").signsIn(grace.name()).reads("Protect your account");
                me.visit("/account").reads(ada.name());
            }
        }
    }

    /** The checker is a script itself. */
    private static void requireAccessible(Walker me, boolean scripts) {
        if (scripts) {
            Browser.requireAccessible(me.page());
        }
    }
}
