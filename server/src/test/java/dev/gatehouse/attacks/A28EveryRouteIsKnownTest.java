package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestServer;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Row A28: of every route that anybody may call, as the router lists them, somebody has said whether it could let somebody in. */
class A28EveryRouteIsKnownTest {
    /** Routes that {@link A28SecondFactorOnEveryPathTest} walks through. */
    private static final Set<String> WALKED = Set.of(
            "POST /auth/login",
            "POST /login",
            "POST /token",
            "POST /oauth2/token",
            "POST /auth/refresh",
            "POST /auth/exchange",
            "POST /auth/mfa",
            "POST /auth/mfa/enrol/totp",
            "POST /auth/mfa/enrol/totp/confirm",
            "POST /sign-in",
            "POST /sign-in/link",
            "POST /sign-in/continue",
            "POST /sign-in/second-factor",
            "POST /sign-in/enrol",
            "POST /auth/{provider}/callback");
    /** Routes that let nobody into an account that is there. */
    private static final Map<String, String> NEVER = Map.ofEntries(
            Map.entry("POST /auth/signup", "makes an account and signs nobody in"),
            Map.entry("POST /users/signup", "the same"),
            Map.entry("POST /sign-up", "makes an account: nobody has a second factor of it; policy is walked below"),
            Map.entry("POST /setup/{token}", "makes the first administrator, who then signs in"),
            Map.entry("POST /oauth2/revoke", "ends tokens"),
            Map.entry("POST /sign-out", "ends a session"),
            Map.entry("POST /auth/mfa/challenge", "mails a code"),
            Map.entry(
                    "POST /verify-email", "verifies an address; a sign-in that waited for it goes on to its next step"),
            Map.entry("POST /sign-in/verify-email", "mails a letter"),
            Map.entry("POST /auth/forgot-password", "mails a letter"),
            Map.entry("POST /auth/reset-password", "sets a password and signs nobody in"),
            Map.entry("POST /recover", "mails a letter"),
            Map.entry("POST /recover/new", "sets a password and signs nobody in"),
            Map.entry("POST /auth/verify-email", "verifies an address and signs nobody in"),
            Map.entry("POST /auth/change-email/keep", "keeps an address"),
            Map.entry("POST /auth/passkeys/options", "gives a challenge"),
            Map.entry("POST /sign-in/passkey/options", "gives a challenge"),
            Map.entry("POST /sign-up/passkey/options", "gives a challenge"),
            Map.entry("POST /auth/mfa/passkey/options", "gives a challenge"),
            Map.entry("POST /auth/passkeys/sign-up/options", "gives a challenge, or has a letter sent"),
            Map.entry("POST /auth/mfa/enrol/passkey/options", "gives a challenge"),
            Map.entry("POST /sign-in/enrol/passkey/options", "gives a challenge"),
            Map.entry("POST /auth/mfa/enrol/passkey", "sets up the second proof (PasskeyFactorTest)"),
            Map.entry("POST /sign-in/enrol/passkey", "the same on a page (PasskeyFactorTest)"),
            Map.entry("POST /verify-email/passkey/options", "gives a challenge"),
            Map.entry("POST /auth/passkeys/sign-up", "makes an account with a passkey that verified its user"),
            Map.entry("POST /verify-email/passkey", "the same on the page of a letter's link"),
            Map.entry(
                    "POST /auth/passkeys/sign-in",
                    "takes a passkey; one that did not verify its user is asked for more (PasskeysTest)"),
            Map.entry("POST /sign-in/passkey", "the same on a page (PasskeyWalkTest)"),
            Map.entry("POST /sign-up/passkey", "makes an account with a passkey that verified its user"),
            Map.entry("POST /auth/mfa/passkey", "is the second proof (PasskeysTest)"));

    @OnEveryServer
    void everyRouteThatCouldLetSomebodyInIsWalked(TestServer server) {
        Set<String> unknown = Walk.open(server).stream()
                .filter(route -> route.method() != Method.GET)
                .map(Route::toString)
                .filter(((Predicate<String>) WALKED::contains)
                        .or(NEVER::containsKey)
                        .negate())
                // Pages of an account ask for a browser's session, which is what this is about getting.
                .filter(route -> !route.startsWith("POST /account/"))
                .collect(Collectors.toSet());
        assertThat(unknown)
                .as("routes that nobody has said of whether they let somebody in")
                .isEmpty();
    }
}
