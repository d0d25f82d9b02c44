package dev.gatehouse.attacks;

import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Every state in which a token has outlived what it stood on. The servers on which these are brought about let a session
 * live for 20 minutes, longer than an access token and shorter than two.
 */
enum Ending {
    SIGNED_OUT {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            victim.api().post("/auth/logout").expect(204);
        }
    },
    SIGNED_OUT_BY_COOKIE {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            Walk.byCookie(server, victim.access()).post("/auth/logout").expect(204);
        }
    },
    ALL_SESSIONS_ENDED {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.signIn(victim.name())
                    .api()
                    .post("/auth/logout", Map.of("all", true))
                    .expect(204);
        }
    },
    SESSION_ENDED_BY_ITS_OWNER {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.signIn(victim.name())
                    .api()
                    .delete("/auth/sessions/" + session(victim))
                    .expect(204);
        }
    },
    REFRESH_TOKEN_REVOKED {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.api().form("/oauth2/revoke", "token", victim.refresh()).expect(200);
        }
    },
    ACCESS_TOKEN_REVOKED {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.api().form("/oauth2/revoke", "token", victim.access()).expect(200);
        }
    },
    ACCOUNT_DISABLED {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            patch(server, victim, Map.of("status", "disabled"));
        }
    },
    ACCOUNT_DISABLED_FOR_A_MOMENT {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            patch(server, victim, Map.of("status", "disabled"));
            patch(server, victim, Map.of("status", "active"));
        }
    },
    ACCOUNT_DELETED {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.admin().api().delete("/users/" + victim.id()).expect(204);
        }
    },
    PASSWORD_CHANGED_ELSEWHERE {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.signIn(victim.name())
                    .api()
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", TestServer.PASSWORD, "new_password", "nine purple badgers"))
                    .expect(204);
        }
    },
    ROLES_TAKEN_AT_ONCE {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            patch(server, victim, Map.of("roles", List.of(), "end_sessions", true));
        }
    },
    ROLE_CHANGED_AT_ONCE {
        @Override
        Tokens victim(TestServer server) {
            return withOwnRole(server);
        }

        @Override
        void bringAbout(TestServer server, Tokens victim) {
            Map<String, Object> less = Map.of("permissions", List.of(), "end_sessions", true);
            server.admin().api().put("/roles/" + role(victim), less).expect(200);
        }
    },
    ROLE_REMOVED_AT_ONCE {
        @Override
        Tokens victim(TestServer server) {
            return withOwnRole(server);
        }

        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.admin()
                    .api()
                    .delete("/roles/" + role(victim) + "?end_sessions=true")
                    .expect(204);
        }
    },
    REFRESH_TOKEN_USED_AGAIN {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            refresh(server, victim.refresh()).expect(200);
            server.clock().advance(Duration.ofSeconds(11));
            refresh(server, victim.refresh()).expect(401);
        }
    },
    ACCESS_TOKEN_EXPIRED {
        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.clock().advance(Duration.ofMinutes(15));
        }
    },
    SESSION_PAST_ITS_ABSOLUTE_END {
        @Override
        Tokens victim(TestServer server) {
            Tokens first = server.person();
            server.clock().advance(Duration.ofMinutes(10));
            return server.tokens(first.name(), refresh(server, first.refresh()).expect(200));
        }

        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.clock().advance(Duration.ofMinutes(10));
        }
    },
    /** Somebody has the key and makes a token that would outlive it. */
    KEY_ROTATED_OUT {
        @Override
        Tokens victim(TestServer server) {
            Tokens honest = server.person();
            Forge forge = Forge.of(server);
            long later = server.clock().instant().plus(Duration.ofDays(1)).getEpochSecond();
            String forged = forge.signed(forge.header(), Forge.claims(honest.access(), "exp", later));
            return new Tokens(
                    honest.name(),
                    honest.id(),
                    forged,
                    honest.refresh(),
                    server.api().bearer(forged));
        }

        @Override
        void bringAbout(TestServer server, Tokens victim) {
            server.rotateKeys();
            server.clock().advance(Duration.ofMinutes(18));
        }
    };

    /** Somebody signed in whose tokens work. */
    Tokens victim(TestServer server) {
        return server.person();
    }

    /** From here on the victim's access token is no good. */
    abstract void bringAbout(TestServer server, Tokens victim);

    /** Whether the refresh token is to die with the access token. */
    boolean takesTheRefreshToken() {
        return this != ACCESS_TOKEN_REVOKED && this != ACCESS_TOKEN_EXPIRED && this != KEY_ROTATED_OUT;
    }

    static String session(Tokens of) {
        return String.valueOf(Forge.claims(of.access()).get("sid")).replace("\"", "");
    }

    private static Tokens withOwnRole(TestServer server) {
        String role = TestServer.freshName("role");
        server.admin()
                .api()
                .post("/roles", Map.of("name", role, "permissions", List.of("read:users")))
                .expect(201);
        return server.member(role);
    }

    private static String role(Tokens of) {
        return of.api().get("/users/me").expect(200).texts("roles").getFirst();
    }

    private static Reply refresh(TestServer server, String token) {
        return server.api().post("/auth/refresh", Map.of("refresh_token", token));
    }

    private static void patch(TestServer server, Tokens victim, Map<String, ?> change) {
        server.admin().api().patch("/users/" + victim.id(), change).expect(200);
    }
}
