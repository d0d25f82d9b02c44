package dev.gatehouse.attacks;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A thousand wrong codes at every place that takes one: it is shut long before, and no other place is open then. */
class A09SecondFactorsAreNotGuessableTest {
    private static final int TRIES = 1_000;
    private static final Pattern KEY = Pattern.compile("<code class=\"key\" dir=\"ltr\">([A-Z2-7 ]+)</code>");

    @OnEveryDatabase
    void everyDoorIsShutLongBeforeAThousandTries(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.second_factor=5/5m", "proxy.trusted=127.0.0.1")) {
            for (Door door : Door.values()) {
                Tokens victim = server.person();
                AuthenticatorApp.Added added = AuthenticatorApp.add(server, victim, "Phone");
                String wrong = added.app().wrongCode();
                int looked = 0;
                for (int i = 0; i < TRIES; i++) {
                    // From another address each time, and each time with a sign-in of its own.
                    Place from = new Place(server, "198.51.100." + i % 250);
                    Reply reply = door.tries(from, victim, wrong);
                    if (reply.status() == 429) {
                        assertThat(reply.header("retry-after"))
                                .as(door.toString())
                                .isNotNull();
                        break;
                    }
                    looked++;
                }
                assertThat(looked).as(door.toString()).isEqualTo(5);
                Place stranger = new Place(server, "198.51.100.251");
                for (Door other : Door.values()) {
                    other.tries(stranger, victim, wrong).expect(429);
                    // Not even the right one, which would tell which it is.
                    other.tries(stranger, victim, added.app().code()).expect(429);
                    other.tries(stranger, victim, added.recoveryCodes().getFirst())
                            .expect(429);
                }
                // Whoever has the password and nothing else keeps nobody out where they have been before.
                Door.TOKEN
                        .tries(new Place(server, null), victim, added.app().code())
                        .expect(200);
                server.clock().advance(Duration.ofMinutes(5));
                Door.TOKEN
                        .tries(new Place(server, null), victim, added.app().code())
                        .expect(200);
            }
        }
    }

    @OnEveryDatabase
    void placesThatAreKnownBringAFewTriesMoreAndNoThousand(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.second_factor=5/5m", "proxy.trusted=127.0.0.1")) {
            Tokens victim = server.person();
            for (int i = 0; i < 20; i++) {
                server.api()
                        .from("198.51.100." + i)
                        .post("/auth/login", Map.of("username", victim.name(), "password", PASSWORD))
                        .expect(200);
            }
            String wrong = AuthenticatorApp.add(server, victim, "Phone").app().wrongCode();
            int looked = 0;
            for (int i = 0; i < TRIES; i++) {
                Reply reply = Door.LOGIN.tries(new Place(server, "198.51.100." + i % 20), victim, wrong);
                looked += reply.status() == 429 ? 0 : 1;
            }
            assertThat(looked).isEqualTo(20);
        }
    }

    /** Wrong passkeys and wrong codes count together, for strangers and for each place that is known. */
    @OnEveryDatabase
    void wrongPasskeysCountAsWrongCodesDo(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.second_factor=5/5m", "proxy.trusted=127.0.0.1")) {
            Tokens victim = server.person();
            Authenticator right = new Authenticator();
            PasskeyCalls.add(victim, right);
            AuthenticatorApp.Added added = AuthenticatorApp.add(server, victim, "Phone");
            for (int i = 0; i < 5; i++) {
                passkey(server.api().from("198.51.100." + i), victim, new Authenticator())
                        .expectProblem(401, "invalid_credentials");
            }
            Api stranger = server.api().from("198.51.100.251");
            Reply refused = passkey(stranger, victim, right).expectProblem(429, "too_many_requests");
            assertThat(refused.header("retry-after")).isNotNull();
            Door.MFA_TOKEN
                    .tries(
                            new Place(server, "198.51.100.251"),
                            victim,
                            added.app().code())
                    .expect(429);
            passkey(server.api(), victim, right).expect(200);
            for (int i = 0; i < 5; i++) {
                Door.MFA_TOKEN
                        .tries(new Place(server, null), victim, added.app().wrongCode())
                        .expect(401);
            }
            passkey(server.api(), victim, right).expect(429);
            server.clock().advance(Duration.ofMinutes(5));
            for (int i = 0; i < 8; i++) {
                passkey(server.api(), victim, right).expect(200);
            }
        }
    }

    private static Reply passkey(Api api, Tokens victim, Authenticator authenticator) {
        String token =
                Objects.requireNonNull(api.post("/auth/login", Map.of("username", victim.name(), "password", PASSWORD))
                        .expectProblem(401, "mfa_required")
                        .text("mfa_token"));
        var options = api.post("/auth/mfa/passkey/options", Map.of("mfa_token", token))
                .expect(200)
                .json();
        return api.post("/auth/mfa/passkey", Map.of("mfa_token", token, "credential", authenticator.sign(options)));
    }

    @OnEveryDatabase
    void rightCodesDoNotCount(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.second_factor=5/5m")) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            for (int i = 0; i < 8; i++) {
                Door.LOGIN.tries(new Place(server, null), ada, app.code()).expect(200);
                server.clock().advance(Duration.ofSeconds(30));
            }
        }
    }

    @OnEveryDatabase
    void aNewAppIsNotConfirmedByGuessing(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.second_factor=5/5m")) {
            Tokens ada = server.person();
            IntFunction<Reply> guess = i -> {
                Reply begun = ada.api().post("/auth/mfa/totp", Map.of()).expect(201);
                AuthenticatorApp app =
                        AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
                return ada.api()
                        .post("/auth/mfa/totp/" + begun.text("id") + "/confirm", Map.of("code", app.wrongCode()));
            };
            for (int i = 0; i < 5; i++) {
                guess.apply(i).expectProblem(401, "invalid_code");
            }
            guess.apply(5).expectProblem(429, "too_many_requests");
        }
    }

    @OnEveryDatabase
    void aNewAppIsNotConfirmedByGuessingOnPages(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.second_factor=5/5m", "sessions.fresh=1h")) {
            Tokens ada = server.person();
            Surfer browser = new Surfer(server);
            password(browser, ada);
            notGuessed(server, browser, "/account/second-factor/add", browser.get("/account/second-factor/add"));

            Tokens grace = server.person();
            server.restart("mfa.required=on");
            Surfer onTheWayIn = new Surfer(server);
            notGuessed(server, onTheWayIn, "/sign-in/enrol", password(onTheWayIn, grace));
        }
    }

    private static void notGuessed(TestServer server, Surfer browser, String path, Reply page) {
        String wrong = app(server, page).wrongCode();
        Reply shown = page;
        for (int i = 0; i < 6; i++) {
            assertThat(confirm(browser, path, shown, wrong).status()).as(path).isEqualTo(i < 5 ? 401 : 429);
        }
        // Not even the right one, which would tell which it is.
        confirm(browser, path, page, app(server, page).code()).expect(429);
        server.clock().advance(Duration.ofMinutes(5));
        confirm(browser, path, page, app(server, page).code()).expect(200);
    }

    private static Reply confirm(Surfer browser, String path, Reply page, String code) {
        return browser.post(path, "flow", Surfer.hidden(page, "flow"), "id", Surfer.hidden(page, "id"), "code", code);
    }

    /** The app of whoever types in the key that the page shows. */
    private static AuthenticatorApp app(TestServer server, Reply page) {
        Matcher key = KEY.matcher(page.body());
        assertThat(key.find()).as(page::toString).isTrue();
        return AuthenticatorApp.of(key.group(1), server.clock());
    }

    /** Shows the password on the page; answers what comes next. */
    private static Reply password(Surfer browser, Tokens victim) {
        Reply page = browser.visit("/sign-in").expect(200);
        return browser.follow(browser.post(
                "/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", victim.name(), "password", PASSWORD));
    }

    /** From where somebody tries; null for where the test is. */
    private record Place(TestServer server, @Nullable String address) {
        Api api() {
            return address == null ? server.api() : server.api().from(address);
        }

        /** One that knows nothing yet. */
        Surfer browser() {
            return address == null ? new Surfer(server) : new Surfer(server).from(address);
        }
    }

    private enum Door {
        MFA_TOKEN {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                Reply refused = from.api()
                        .post("/auth/login", Map.of("username", victim.name(), "password", PASSWORD))
                        .expectProblem(401, "mfa_required");
                String token = Objects.requireNonNull(refused.text("mfa_token"));
                return from.api().post("/auth/mfa", Map.of("mfa_token", token, "code", code));
            }
        },
        MFA_TOKEN_BY_METHOD {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                Reply refused = from.api()
                        .post("/auth/login", Map.of("username", victim.name(), "password", PASSWORD))
                        .expectProblem(401, "mfa_required");
                String token = Objects.requireNonNull(refused.text("mfa_token"));
                String method = code.length() == 6 ? "totp" : "recovery_code";
                return from.api().post("/auth/mfa", Map.of("mfa_token", token, "code", code, "method", method));
            }
        },
        LOGIN {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                return from.api()
                        .post("/auth/login", Map.of("username", victim.name(), "password", PASSWORD, "mfa_code", code));
            }
        },
        LOGIN_BY_ITS_OTHER_NAME {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                return from.api()
                        .post("/login", Map.of("username", victim.name(), "password", PASSWORD, "mfa_code", code));
            }
        },
        TOKEN {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                return from.api().form("/token", "username", victim.name(), "password", PASSWORD, "mfa_code", code);
            }
        },
        OAUTH_TOKEN {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                return from.api()
                        .form(
                                "/oauth2/token",
                                "grant_type",
                                "password",
                                "username",
                                victim.name(),
                                "password",
                                PASSWORD,
                                "mfa_code",
                                code);
            }
        },
        PAGE {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                Surfer browser = from.browser();
                Reply step = password(browser, victim);
                return browser.post("/sign-in/second-factor", "flow", Surfer.hidden(step, "flow"), "code", code);
            }
        },
        PAGE_BY_METHOD {
            @Override
            Reply tries(Place from, Tokens victim, String code) {
                Surfer browser = from.browser();
                Reply step = password(browser, victim);
                String method = code.length() == 6 ? "totp" : "recovery_code";
                return browser.post(
                        "/sign-in/second-factor",
                        "flow",
                        Surfer.hidden(step, "flow"),
                        "method",
                        method,
                        "code",
                        code,
                        "remember",
                        "true");
            }
        };

        abstract Reply tries(Place from, Tokens victim, String code);
    }
}
