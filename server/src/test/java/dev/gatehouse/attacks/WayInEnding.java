package dev.gatehouse.attacks;

import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

/** Every state in which something of the way in has outlived what it stood on. The victim came in by Google. */
enum WayInEnding {
    SIGNED_OUT(true) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            victim.browser.post("/sign-out").expect(200);
            victim.proving.post("/sign-out").expect(200);
        }
    },
    ALL_SESSIONS_ENDED(false) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            login(world, victim).api().post("/auth/logout", Map.of("all", true)).expect(204);
        }
    },
    PASSWORD_CHANGED_ELSEWHERE(false) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            login(world, victim)
                    .api()
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", TestServer.PASSWORD, "new_password", "nine purple badgers"))
                    .expect(204);
        }
    },
    ACCOUNT_DISABLED(true) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            patch(world, victim, "disabled");
        }
    },
    ACCOUNT_DISABLED_FOR_A_MOMENT(false) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            patch(world, victim, "disabled");
            patch(world, victim, "active");
        }
    },
    ACCOUNT_DELETED(true) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            world.server().admin().api().delete("/users/" + victim.id()).expect(204);
        }
    },
    UNLINKED(true) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            login(world, victim).api().delete("/auth/link/google").expect(204);
        }
    },
    PROVIDER_OFF_BY_SETTINGS(true) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            world.server().restart("providers.google.enabled=off");
        }
    },
    /** Nothing in the settings says any more that there ever was such a provider. */
    PROVIDER_GONE_FROM_SETTINGS(true) {
        @Override
        void bringAbout(ProviderWorld world, Victim victim) {
            world.server().restartWithout("providers.google.");
        }
    };

    /**
     * Somebody with a password and Google.
     *
     * @param browser is signed in by Google
     * @param proving has just shown Google to have GitHub linked, and has not said yes
     * @param proven its sealed state
     */
    record Victim(String email, String id, Surfer browser, Surfer proving, String proven) {}

    private final boolean proofs;

    WayInEnding(boolean proofs) {
        this.proofs = proofs;
    }

    /** Whether it takes what somebody has shown of Google just now, too. */
    boolean takesProofs() {
        return proofs;
    }

    /** From here on nothing that came of Google is good. */
    abstract void bringAbout(ProviderWorld world, Victim victim);

    static Tokens login(ProviderWorld world, Victim victim) {
        TestServer server = world.server();
        Map<String, String> right = Map.of("email", victim.email, "password", TestServer.PASSWORD);
        return server.tokens(
                victim.email, server.api().post("/auth/login", right).expect(200));
    }

    private static void patch(ProviderWorld world, Victim victim, String status) {
        world.server()
                .admin()
                .api()
                .patch("/users/" + victim.id(), Map.of("status", status))
                .expect(200);
    }
}
