package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What people at the sign-in page meet once their account is being guessed at, and what they may not choose. */
class AttemptsWalkTest {
    private static final Look PHONE = new Look(390, ColorScheme.LIGHT);
    private static final String BREACHED = "correct horse battery staple";
    private static final String SHA_1_OF_BREACHED = "ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42";
    private static final String WAIT = "Too many attempts. Try again in ";

    @OnEveryDatabase
    void whoGuessesWaitsAndTheOwnerGetsInWhereTheyHaveBeen(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "attempts.free=3", "attempts.longest_wait=10s");
                Browser browser = Browser.of(server)) {
            for (boolean scripts : new boolean[] {true, false}) {
                String name = TestServer.freshName("owner");
                server.signUp(name);
                Walker owner = somebody(browser, scripts).visit("/sign-in").signsIn(name);
                owner.reads(name).signsOut();
                Walker guesser = somebody(browser, scripts).visit("/sign-in");
                for (int i = 0; i < 3; i++) {
                    guesses(guesser, name).sees("The e-mail address, user name or password is not right.");
                }
                guesses(guesser, name).sees(WAIT);
                guesser.signsIn(name).sees(WAIT);
                owner.visit("/sign-in").signsIn(name).reads(name);
                server.clock().advance(Duration.ofSeconds(10));
                guesser.signsIn(name).reads(name);
            }
        }
    }

    /** A page works by itself where scripts run, and says to wait elsewhere. */
    @OnEveryDatabase
    void workIsDoneInsteadOfWaiting(TestDatabase on) {
        try (TestServer server = TestServer.on(
                        on,
                        "attempts.free=3",
                        "attempts.longest_wait=1h",
                        "attempts.proof_of_work=on",
                        "attempts.proof_of_work_bits=12");
                Browser browser = Browser.of(server)) {
            String name = guessedAt(server);
            Walker me = somebody(browser, true).visit("/sign-in");
            guesses(me, name).sees("You can try again now.");
            Browser.requireAccessible(me.page());
            me.types("Password", TestServer.PASSWORD).press("Sign in").reads(name);
            String other = guessedAt(server);
            Walker plain = somebody(browser, false).visit("/sign-in");
            guesses(plain, other).sees(WAIT);
        }
    }

    /** By the filter that an operator built of a public list: told at the sign-up, and chosen otherwise. */
    @OnEveryDatabase
    void aPasswordOfABreachIsNotTaken(TestDatabase on, @TempDir Path directory) throws Exception {
        Path list = Files.writeString(directory.resolve("list.txt"), SHA_1_OF_BREACHED + ":7\n");
        String filter = directory.resolve("breached.filter").toString();
        try (TestServer server = TestServer.on(on);
                Browser browser = Browser.of(server)) {
            assertThat(server.command("passwords", "build-filter", "--from", list.toString(), "--out", filter)
                            .exitCode())
                    .isZero();
            server.restart("passwords.breached_filter=" + filter);
            for (boolean scripts : new boolean[] {true, false}) {
                String address = Recovering.address();
                Walker me = somebody(browser, scripts).visit("/sign-up");
                me.types("E-mail address", address).types("Password", BREACHED).press("Create account");
                me.sees("known from a breach").fillsSignUp(address).reads(address);
            }
        }
    }

    /** Somebody whose account was guessed at, as often as is free. */
    private static String guessedAt(TestServer server) {
        String name = TestServer.freshName("owner");
        server.signUp(name);
        for (int i = 0; i < 3; i++) {
            server.api()
                    .post("/auth/login", Map.of("username", name, "password", "not the right one"))
                    .expect(401);
        }
        return name;
    }

    private static Walker guesses(Walker who, String name) {
        return who.types("E-mail or user name", name)
                .types("Password", "not the right one")
                .press("Sign in");
    }

    private static Walker somebody(Browser browser, boolean scripts) {
        return new Walker(browser.page(PHONE, scripts));
    }
}
