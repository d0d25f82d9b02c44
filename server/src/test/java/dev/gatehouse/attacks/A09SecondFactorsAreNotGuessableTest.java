package dev.gatehouse.attacks;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/** A thousand wrong codes at every place that takes one: it is shut long before, and no other place is open then. */
class A09SecondFactorsAreNotGuessableTest {
    private static final int TRIES = 1_000;

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
                    Api from = server.api().from("198.51.100." + i % 250);
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
                Api stranger = server.api().from("198.51.100.251");
                for (Door other : Door.values()) {
                    other.tries(stranger, victim, wrong).expect(429);
                    // Not even the right one, which would tell which it is.
                    other.tries(stranger, victim, added.app().code()).expect(429);
                    other.tries(stranger, victim, added.recoveryCodes().getFirst())
                            .expect(429);
                }
                // Whoever has the password and nothing else keeps nobody out where they have been before.
                Door.TOKEN.tries(server.api(), victim, added.app().code()).expect(200);
                server.clock().advance(Duration.ofMinutes(5));
                Door.TOKEN.tries(server.api(), victim, added.app().code()).expect(200);
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
                Reply reply = Door.LOGIN.tries(server.api().from("198.51.100." + i % 20), victim, wrong);
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
            Door.MFA_TOKEN.tries(stranger, victim, added.app().code()).expect(429);
            passkey(server.api(), victim, right).expect(200);
            for (int i = 0; i < 5; i++) {
                Door.MFA_TOKEN
                        .tries(server.api(), victim, added.app().wrongCode())
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
                Door.LOGIN.tries(server.api(), ada, app.code()).expect(200);
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

    private enum Door {
        MFA_TOKEN {
            @Override
            Reply tries(Api api, Tokens victim, String code) {
                Reply refused = api.post("/auth/login", Map.of("username", victim.name(), "password", PASSWORD))
                        .expectProblem(401, "mfa_required");
                String token = Objects.requireNonNull(refused.text("mfa_token"));
                return api.post("/auth/mfa", Map.of("mfa_token", token, "code", code));
            }
        },
        MFA_TOKEN_BY_METHOD {
            @Override
            Reply tries(Api api, Tokens victim, String code) {
                Reply refused = api.post("/auth/login", Map.of("username", victim.name(), "password", PASSWORD))
                        .expectProblem(401, "mfa_required");
                String token = Objects.requireNonNull(refused.text("mfa_token"));
                String method = code.length() == 6 ? "totp" : "recovery_code";
                return api.post("/auth/mfa", Map.of("mfa_token", token, "code", code, "method", method));
            }
        },
        LOGIN {
            @Override
            Reply tries(Api api, Tokens victim, String code) {
                return api.post(
                        "/auth/login", Map.of("username", victim.name(), "password", PASSWORD, "mfa_code", code));
            }
        },
        LOGIN_BY_ITS_OTHER_NAME {
            @Override
            Reply tries(Api api, Tokens victim, String code) {
                return api.post("/login", Map.of("username", victim.name(), "password", PASSWORD, "mfa_code", code));
            }
        },
        TOKEN {
            @Override
            Reply tries(Api api, Tokens victim, String code) {
                return api.form("/token", "username", victim.name(), "password", PASSWORD, "mfa_code", code);
            }
        },
        OAUTH_TOKEN {
            @Override
            Reply tries(Api api, Tokens victim, String code) {
                return api.form(
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
        };

        abstract Reply tries(Api api, Tokens victim, String code);
    }
}
