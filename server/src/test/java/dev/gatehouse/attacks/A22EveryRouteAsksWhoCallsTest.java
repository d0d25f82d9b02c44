package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Row A22: no route is without its check, and none is open that nobody meant to be. */
class A22EveryRouteAsksWhoCallsTest {
    /** Every route that anybody may call, and why. A new one belongs here only with a reason. */
    private static final Map<String, String> OPEN = new TreeMap<>(Map.ofEntries(
            Map.entry("POST /auth/signup", "whoever signs up has no account yet"),
            Map.entry("POST /users/signup", "the same under its other name"),
            Map.entry("POST /auth/login", "asks for the password itself, and is limited"),
            Map.entry("POST /login", "the same under its other name"),
            Map.entry("POST /token", "asks for the password itself, and is limited"),
            Map.entry("POST /oauth2/token", "asks for a password or a refresh token"),
            Map.entry("POST /auth/refresh", "asks for a refresh token, or for a bearer by itself"),
            Map.entry("POST /oauth2/revoke", "who holds a token may end it (RFC 7009)"),
            Map.entry("GET /oauth2/jwks", "public keys"),
            Map.entry("GET /oauth2/revocations", "resource servers hold no credential; names no account's data"),
            Map.entry("GET /health/live", "watched from outside"),
            Map.entry("GET /health/ready", "watched from outside"),
            Map.entry("GET /metrics", "asks for the token for metrics; is not there without one"),
            Map.entry("GET /setup/{token}", "asks for the secret of the link"),
            Map.entry("POST /setup/{token}", "asks for the secret of the link"),
            Map.entry("GET /auth/providers", "a sign-in page of a front end shows them"),
            Map.entry("GET /auth/{provider}", "whoever signs in is nobody yet"),
            Map.entry("GET /auth/{provider}/callback", "asks for state that this server sealed for this browser"),
            Map.entry("POST /auth/{provider}/callback", "only sends the browser to the one above"),
            Map.entry("POST /auth/exchange", "asks for a one-time code"),
            Map.entry("GET /sign-in", "whoever signs in is nobody yet"),
            Map.entry("POST /sign-in", "asks for the password itself, and is limited"),
            Map.entry("GET /login", "leads to the page above"),
            Map.entry("POST /sign-in/continue", "asks for state that this server sealed for this browser"),
            Map.entry(
                    "POST /auth/forgot-password", "whoever forgot a password cannot show one; answers everybody alike"),
            Map.entry("POST /auth/reset-password", "asks for the secret of a mailed link"),
            Map.entry("GET /recover", "whoever forgot a password cannot show one"),
            Map.entry("POST /recover", "the same; answers everybody alike"),
            Map.entry("GET /recover/new", "asks for the secret of a mailed link"),
            Map.entry("POST /recover/new", "the same"),
            Map.entry("GET /sign-up", "whoever signs up has no account yet"),
            Map.entry("POST /auth/passkeys/options", "whoever signs in is nobody yet; names nobody's passkeys"),
            Map.entry("POST /auth/passkeys/sign-up/options", "whoever signs up has no account yet, and is limited"),
            Map.entry("POST /auth/passkeys/sign-up", "asks for a passkey that was made for it, and is limited"),
            Map.entry("POST /auth/passkeys/sign-in", "asks for a passkey's signature, and is limited"),
            Map.entry(
                    "POST /auth/mfa/passkey/options", "asks for what the first half of a sign-in gave, and is limited"),
            Map.entry("POST /auth/mfa/passkey", "asks for that and a passkey's signature"),
            Map.entry("GET /.well-known/webauthn", "browsers ask it of other sites"),
            Map.entry("POST /sign-in/passkey/options", "asks for state that this server sealed for this browser"),
            Map.entry("POST /sign-in/passkey", "the same and a passkey's signature, and is limited"),
            Map.entry("POST /sign-up/passkey/options", "whoever signs up has no account yet"),
            Map.entry(
                    "POST /auth/mfa/enrol/passkey/options",
                    "asks for what the first half of a sign-in gave, and is limited"),
            Map.entry("POST /auth/mfa/enrol/passkey", "asks for that and a passkey that was made for it"),
            Map.entry("POST /sign-in/enrol/passkey/options", "asks for state that this server sealed for this browser"),
            Map.entry("POST /sign-in/enrol/passkey", "the same and a passkey that was made for it"),
            Map.entry("GET /sign-in/otherwise", "asks for state that this server sealed for this browser"),
            Map.entry("POST /verify-email/passkey/options", "asks for the secret of a letter's link, and is limited"),
            Map.entry("POST /verify-email/passkey", "asks for that and a passkey that was made for it, and is limited"),
            Map.entry("POST /sign-up/passkey", "whoever signs up has no account yet"),
            Map.entry("GET /account/passkeys", "asks for the browser's session, signed in a moment ago"),
            Map.entry("POST /account/passkeys", "asks for the browser's session, signed in a moment ago"),
            Map.entry("POST /account/passkeys/options", "asks for the browser's session, signed in a moment ago"),
            Map.entry("POST /account/passkeys/{id}/name", "asks for the browser's session, signed in a moment ago"),
            Map.entry("POST /account/passkeys/{id}/remove", "asks for the browser's session, signed in a moment ago"),
            Map.entry("POST /account/passkeys/second-factor", "asks for the browser's session, signed in a moment ago"),
            Map.entry("POST /account/password/remove", "asks for the browser's session, signed in a moment ago"),
            Map.entry("POST /sign-up", "whoever signs up has no account yet"),
            Map.entry("POST /auth/mfa", "asks for what the first half of a sign-in gave, and is limited"),
            Map.entry("POST /auth/mfa/challenge", "the same"),
            Map.entry("POST /auth/mfa/enrol/totp", "the same"),
            Map.entry("POST /auth/mfa/enrol/totp/confirm", "the same"),
            Map.entry("GET /sign-in/second-factor", "asks for state that this server sealed for this browser"),
            Map.entry("POST /sign-in/second-factor", "the same, and is limited"),
            Map.entry("GET /sign-in/enrol", "asks for state that this server sealed for this browser"),
            Map.entry("POST /sign-in/enrol", "the same, and is limited"),
            Map.entry("GET /account/second-factor", "asks for the browser's session, and leads to the sign-in without"),
            Map.entry("GET /account/second-factor/add", "the same"),
            Map.entry("POST /account/second-factor/add", "the same"),
            Map.entry("POST /account/second-factor/rename", "the same"),
            Map.entry("POST /account/second-factor/remove", "the same"),
            Map.entry("POST /account/second-factor/recovery-codes", "the same"),
            Map.entry("POST /account/second-factor/mail", "the same"),
            Map.entry("POST /account/second-factor/forget", "the same"),
            Map.entry("POST /auth/verify-email", "asks for the secret of a letter's link"),
            Map.entry("POST /auth/change-email/keep", "the same"),
            Map.entry("GET /verify-email", "the same"),
            Map.entry("POST /verify-email", "the same, and for the password or the browser's session"),
            Map.entry("GET /verify-email/gone", "tells nothing of anybody"),
            Map.entry("GET /sign-up/mail", "tells nothing of anybody"),
            Map.entry("GET /sign-in/verify-email", "asks for state that this server sealed for this browser"),
            Map.entry("POST /sign-in/verify-email", "the same"),
            Map.entry("GET /account/email", "asks for the browser's session, and leads to the sign-in without"),
            Map.entry("GET /account/email/change", "the same"),
            Map.entry("POST /account/email/change", "the same"),
            Map.entry("POST /account/email/resend", "the same"),
            Map.entry("POST /account/email/cancel", "the same"),
            Map.entry("POST /account/email/remove", "the same"),
            Map.entry("GET /account/email/confirm", "asks for the secret of a letter's link"),
            Map.entry("POST /account/email/confirm", "the same, and for the browser's session"),
            Map.entry("GET /account/email/keep", "asks for the secret of a letter's link"),
            Map.entry("POST /account/email/keep", "the same"),
            Map.entry("GET /account/email/kept", "tells nothing of anybody"),
            Map.entry("GET /sign-in/link", "asks for state that this server sealed for this browser"),
            Map.entry("POST /sign-in/link", "asks for state that this server sealed for this browser"),
            Map.entry("GET /sign-out", "says who is signed in to whoever is"),
            Map.entry("POST /sign-out", "ends the session whose cookie it brings"),
            Map.entry("GET /account", "asks for the browser's session, and leads to the sign-in without"),
            Map.entry("GET /account/link/{provider}", "the same"),
            Map.entry("POST /account/unlink/{provider}", "the same"),
            Map.entry("GET /account/password", "the same"),
            Map.entry("POST /account/password", "the same, and for the password or a sign-in of a moment ago"),
            Map.entry("GET /account/profile", "the same"),
            Map.entry("POST /account/profile", "the same"),
            Map.entry("GET /account/sessions", "the same"),
            Map.entry("POST /account/sessions/end-others", "the same"),
            Map.entry("POST /account/sessions/{id}/end", "the same"),
            Map.entry("GET /account/apps", "the same"),
            Map.entry("POST /account/apps/end", "the same"),
            Map.entry("GET /account/events", "the same"),
            Map.entry("GET /account/data", "the same"),
            Map.entry("GET /account/data/file", "the same"),
            Map.entry("GET /account/delete", "the same"),
            Map.entry("POST /account/delete", "the same"),
            Map.entry("GET /", "says what runs here"),
            Map.entry("GET /assets/{file}", "style sheet and logo"),
            Map.entry("GET /openapi.json", "documentation"),
            Map.entry("GET /docs", "documentation"),
            Map.entry("GET /docs/{file}", "documentation")));

    @OnEveryServer
    void whatIsOpenIsMeantToBe(TestServer server) {
        assertThat(Walk.open(server)).extracting(Route::toString).isSubsetOf(OPEN.keySet());
        assertThat(Walk.guarded(server)).hasSizeGreaterThan(10);
    }

    @OnEveryServer
    void nobodyGetsInWithoutACredentialThatHolds(TestServer server) {
        Tokens outdated = server.person();
        server.clock().advance(Duration.ofMinutes(16));
        String access = server.person().access();
        List<Api> strangers = new ArrayList<>();
        strangers.add(server.api());
        for (String header : List.of(
                "Bearer",
                "Bearer garbage",
                "Bearer a.b.c",
                "Bearer " + access + "x",
                "Bearer " + access.substring(0, access.length() - 2),
                "Bearer " + access + "." + access,
                "Bearer  " + access.replace('.', ' '),
                "Bearer, " + access,
                "Bearer " + access + ", Bearer " + access,
                "Bearer " + outdated.access(),
                "Bearer null",
                "Token " + access,
                "Basic YWRtaW46YWRtaW4=",
                "DPoP " + access,
                access,
                "\"" + access + "\"")) {
            strangers.add(server.api().with("authorization", header));
        }
        strangers.add(Walk.byCookie(server, "garbage"));
        strangers.add(Walk.byCookie(server, outdated.access()));
        strangers.add(server.api().cookie("gatehouse_refresh", access).with("origin", TestServer.PUBLIC_URL));
        strangers.add(server.api().cookie("__Host-gatehouse_access", access).with("origin", TestServer.PUBLIC_URL));
        for (Route route : Walk.guarded(server)) {
            for (Api stranger : strangers) {
                Reply reply = Walk.call(stranger, route);
                assertThat(reply.status()).as(reply::toString).isEqualTo(401);
                assertThat(reply.header("www-authenticate")).startsWith("Bearer");
                assertThat(reply.text("error")).isIn("not_authenticated", "invalid_token", "invalid_client");
            }
        }
    }

    @OnEveryServer
    void aGuestGetsNoFurtherThanAGuestMay(TestServer server) {
        for (Route route : Walk.guarded(server)) {
            Tokens guest = server.member("guest");
            for (Api api : List.of(guest.api(), Walk.byCookie(server, guest.access()))) {
                Reply reply = Walk.call(api, route);
                if (route.access() instanceof Access.Requires(String permission)
                        && !permission.equals("read:reports")) {
                    assertLacks(reply, route, permission);
                } else {
                    // The first of two calls may have signed the guest out.
                    assertThat(reply.status())
                            .as(reply::toString)
                            .isLessThan(500)
                            .isNotEqualTo(403);
                }
            }
        }
    }

    /** For each permission a role with all others: so a route that asks for the wrong one shows. */
    @OnEveryServer
    void everyPermissionButTheOneThatIsAskedForIsTooLittle(TestServer server) {
        Tokens admin = server.admin();
        Set<String> asked = new TreeSet<>();
        for (Route route : Walk.guarded(server)) {
            if (route.access() instanceof Access.Requires(String permission)) {
                asked.add(permission);
            }
        }
        Set<String> known = new TreeSet<>(asked);
        known.addAll(List.of("read:reports", "write:reports", "delete_own", "delete_any", "admin", "all:admin"));
        for (String permission : asked) {
            Set<String> others = new TreeSet<>(known);
            others.removeAll(List.of(permission, "admin:all"));
            Tokens most = member(server, admin, others);
            Tokens exact = member(server, admin, Set.of(permission));
            for (Route route : Walk.guarded(server)) {
                if (route.access().equals(new Access.Requires(permission))) {
                    assertLacks(Walk.call(most.api(), route), route, permission);
                    Reply reply = Walk.call(exact.api(), route);
                    assertThat(reply.status())
                            .as(reply::toString)
                            .isLessThan(500)
                            .isNotIn(401, 403);
                }
            }
        }
    }

    /** A cookie comes along whoever makes the browser call. */
    @OnEveryServer
    void aCookieAloneChangesNothing(TestServer server) {
        String access = server.admin().access();
        Api cookie = server.api().cookie("gatehouse_access", access);
        List<Api> elsewhere = List.of(
                cookie,
                cookie.with("origin", "https://evil.example"),
                cookie.with("origin", "null"),
                cookie.with("origin", TestServer.PUBLIC_URL + ".evil.example"),
                cookie.with("origin", "https://localhost:8000"),
                cookie.with("sec-fetch-site", "cross-site"),
                cookie.with("sec-fetch-site", "same-site"),
                cookie.with("sec-fetch-site", "none"),
                cookie.with("referer", TestServer.PUBLIC_URL + "/"));
        for (Route route : Walk.guarded(server)) {
            for (Api api : elsewhere) {
                if (route.method() != Method.GET) {
                    Reply reply = Walk.call(api, route).expect(403);
                    assertThat(reply.text("error"))
                            .isEqualTo(route.errors() == Errors.OAUTH ? "invalid_request" : "cross_origin");
                }
            }
        }
    }

    private static Tokens member(TestServer server, Tokens admin, Set<String> permissions) {
        String role = TestServer.freshName("role");
        admin.api()
                .post("/roles", Map.of("name", role, "permissions", List.copyOf(permissions)))
                .expect(201);
        return server.member(role);
    }

    private static void assertLacks(Reply reply, Route route, String permission) {
        reply.expect(403);
        assertThat(reply.text("error"))
                .as(reply::toString)
                .isEqualTo(route.errors() == Errors.OAUTH ? "insufficient_scope" : "insufficient_permissions");
        assertThat(reply.body()).contains(permission);
    }
}
