package dev.gatehouse.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** Somebody in front of a browser looks after their account from the first page to the last, with scripts and without. */
class AccountWalkTest {
    private static final String NEW_PASSWORD = "nine purple badgers";

    private final String name = TestServer.freshName("ada");
    private boolean scripts;

    @OnEveryServer
    void fromTheFirstPageToTheLast(TestServer server) {
        scripts = true;
        walk(server);
    }

    @OnEveryServer
    void fromTheFirstPageToTheLastWhereNoScriptRuns(TestServer server) {
        walk(server);
    }

    private void walk(TestServer server) {
        try (Browser browser = Browser.of(server)) {
            Page page = browser.page(new Look(390, ColorScheme.LIGHT), scripts);
            walk(server, new Walker(page), page);
        }
    }

    private void walk(TestServer server, Walker me, Page page) {
        server.api()
                .post("/auth/signup", Map.of("username", name, "email", address(), "password", TestServer.PASSWORD))
                .expect(201);
        Tokens phone = server.signIn(name);
        me.visit("/sign-in").signsIn(name).reads(name);
        accessible(page);
        profile(me, page);
        // Long ago, and the current password is asked for once: by the form itself.
        later(server);
        password(me, page, phone);
        devices(server, me, page);
        me.visit("/account").follow("Show Recent activity").reads("What happened to your account");
        me.sees("Password changed").sees("Account created");
        accessible(page);
        back(me);
        me.follow("Download Download your data").reads("Take your data along");
        Download file = page.waitForDownload(() -> me.follow("Download the file"));
        Assertions.assertThat(file.suggestedFilename()).isEqualTo("account-data.json");
        back(me);
        later(server);
        leave(me, page);
    }

    private void profile(Walker me, Page page) {
        me.follow("Edit Profile").reads("Your profile");
        accessible(page);
        me.types("Your name (optional)", "Ada Lovelace").press("Save");
        me.reads("Ada Lovelace").sees("Your profile is saved.");
    }

    private void password(Walker me, Page page, Tokens phone) {
        me.follow("Change Password").reads("Change your password");
        accessible(page);
        assertThat(page.getByLabel("Sign out everywhere else")).isChecked();
        me.types("Current password", "not it")
                .types("New password", NEW_PASSWORD)
                .press("Save password");
        me.sees("The current password is not right.");
        me.types("Current password", TestServer.PASSWORD)
                .types("New password", NEW_PASSWORD)
                .press("Save password");
        me.reads("Ada Lovelace").sees("Your password is changed.");
        phone.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    private void devices(TestServer server, Walker me, Page page) {
        Tokens tablet = server.tokens(
                name,
                server.api()
                        .with("user-agent", "TasksApp/2.1")
                        .post("/auth/login", Map.of("username", name, "password", NEW_PASSWORD))
                        .expect(200));
        me.follow("Manage Devices")
                .reads("Where you are signed in")
                .sees("TasksApp")
                .sees("This device");
        accessible(page);
        later(server);
        // Too long ago: once more who one is, and back to where one was.
        me.press("Sign out TasksApp").reads("Is it still you?");
        me.types("Password", NEW_PASSWORD).press("Confirm").reads("Where you are signed in");
        me.press("Sign out TasksApp").sees("That device is signed out.").seesNot("TasksApp");
        tablet.api().get("/users/me").expectProblem(401, "invalid_token");
        back(me);
        me.follow("Manage Apps with access").reads("Apps with access to your account");
        me.sees("Apps of Gatehouse").unfold("Remove access").press("Sign it out");
        me.sees("That app has no access any more.").sees("No app is signed in with your account.");
        back(me);
    }

    private void leave(Walker me, Page page) {
        me.follow("Delete Delete your account").reads("Is it still you?");
        me.types("Password", NEW_PASSWORD).press("Confirm").reads("Delete your account?");
        accessible(page);
        me.types("To confirm, type " + name, "somebody").press("Delete my account");
        me.sees("This is not the user name or e-mail address of this account.");
        me.types("To confirm, type " + name, address()).press("Delete my account");
        me.reads("Your account is gone");
        accessible(page);
        me.visit("/account").reads("Sign in to Gatehouse").signsIn(name);
        me.sees("The e-mail address, user name or password is not right.");
    }

    private String address() {
        return name + "@example.com";
    }

    /** What looks for mistakes is a script itself. */
    private void accessible(Page page) {
        if (scripts) {
            Browser.requireAccessible(page);
        }
    }

    private static void back(Walker me) {
        me.follow("Your account").reads("Ada Lovelace");
    }

    private static void later(TestServer server) {
        server.clock().advance(Duration.ofMinutes(6));
    }
}
