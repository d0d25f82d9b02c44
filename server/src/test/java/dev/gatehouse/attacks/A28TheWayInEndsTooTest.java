package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.attacks.WayInEnding.Victim;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Row A28 for what a way in through pages and providers gives: a browser's session, codes for front ends, the sessions at
 * clients that stand under it, and what somebody has shown half-way.
 */
class A28TheWayInEndsTooTest {
    private static final String HAND_OVER = "/sign-in?return_to=" + FRONT_END;

    /** What ends one victim's alone, or all at last: those that turn the provider off come last. */
    @OnEveryDatabase
    void withWhatItStoodOn(TestDatabase on) {
        Set<WayInEnding> last =
                EnumSet.of(WayInEnding.PROVIDER_OFF_BY_SETTINGS, WayInEnding.PROVIDER_GONE_FROM_SETTINGS);
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            EnumSet.complementOf(EnumSet.copyOf(last)).forEach(ending -> assertEnds(world, ending));
            assertEnds(world, WayInEnding.PROVIDER_OFF_BY_SETTINGS);
            assertThat(audited(world)).isEqualTo(1);
            world.server().restart("providers.google.enabled=on");
            assertEnds(world, WayInEnding.PROVIDER_GONE_FROM_SETTINGS);
        }
    }

    /** Another node lets somebody in before it hears that the provider is off: what it opened is good for nothing. */
    @OnEveryDatabase
    void aSessionThatWasOpenedTooLateGoesNowhere(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Victim victim = victim(world, "late");
            Tokens tokens = exchange(world, code(victim.browser()));
            String code = code(victim.browser());
            world.server().restart("providers.google.enabled=off");
            world.server().database().write(tx -> tx.update("UPDATE sessions SET ended_at = NULL"));
            assertThat(victim.browser().get("/account").status()).isEqualTo(303);
            refresh(world, tokens).expect(401);
            world.server().api().post("/auth/exchange", Map.of("code", code)).expect(400);
        }
    }

    /** It is not forgotten who was let in by the others, or by a password. */
    @OnEveryDatabase
    void withOneProviderNobodyElseGoes(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer linus = world.surfer();
            linus.signIn(world.github(), Person.LINUS).expect(200);
            Tokens person = world.server().person();
            victim(world, "one");
            world.server().restart("providers.google.enabled=off");
            linus.get("/account").expect(200);
            world.server().api().bearer(person.access()).get("/users/me").expect(200);
        }
    }

    /** What was shown is shown for as long as it is fresh, and a session says when that was, not when it began. */
    @OnEveryDatabase
    void aProofIsAsOldAsItIs(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Victim soon = victim(world, "soon");
            Surfer browser = soon.proving();
            long shown = world.server().clock().instant().getEpochSecond();
            world.server().clock().advance(Duration.ofMinutes(4));
            browser.post("/sign-in/link", "flow", soon.proven(), "choice", "link")
                    .expect(303);
            String access = browser.cookies().getOrDefault("gatehouse_access", "");
            assertThat(String.valueOf(Forge.claims(access).get("auth_time"))).isEqualTo(Long.toString(shown));

            Victim late = victim(world, "slow");
            Surfer slow = late.proving();
            world.server().clock().advance(Duration.ofMinutes(5));
            Reply again = slow.follow(slow.post("/sign-in/link", "flow", late.proven(), "choice", "link"));
            assertThat(again.body()).contains("name=\"password\"");
            assertThat(slow.get("/account").status()).isEqualTo(303);
        }
    }

    private static void assertEnds(ProviderWorld world, WayInEnding ending) {
        Victim victim = victim(world, TestServer.freshName("victim"));
        victim.browser().get("/account").expect(200);
        Tokens tokens = exchange(world, code(victim.browser()));
        String code = code(victim.browser());
        ending.bringAbout(world, victim);

        assertThat(victim.browser().get("/account").status())
                .as(ending::toString)
                .isEqualTo(303);
        assertThat(victim.browser().get(HAND_OVER).status())
                .as(ending::toString)
                .isEqualTo(200);
        assertRefused(world.server().api().post("/auth/exchange", Map.of("code", code)), 400, ending);
        assertRefused(world.server().api().bearer(tokens.access()).get("/users/me"), 401, ending);
        assertRefused(world.server().api().bearer(tokens.access()).post("/auth/refresh"), 401, ending);
        assertRefused(refresh(world, tokens), 401, ending);
        Reply agreed = victim.proving().post("/sign-in/link", "flow", victim.proven(), "choice", "link");
        boolean in = agreed.setCookies().containsKey("gatehouse_session");
        assertThat(in).as(() -> ending + ": " + agreed).isEqualTo(!ending.takesProofs());
    }

    private static void assertRefused(Reply reply, int status, WayInEnding ending) {
        assertThat(reply.status()).as(() -> ending + ": " + reply).isEqualTo(status);
    }

    private static Victim victim(ProviderWorld world, String name) {
        String email = name + "@example.com";
        Person person = Person.named(name, email, true, name);
        TestServer server = world.server();
        Map<String, String> right = Map.of("email", email, "password", TestServer.PASSWORD);
        String id = Objects.requireNonNull(
                server.api().post("/auth/signup", right).expect(201).text("id"));
        Surfer browser = world.surfer();
        Reply asked = browser.signIn(world.google(), person).expect(200);
        browser.follow(browser.post(
                        "/sign-in/link",
                        "flow",
                        Surfer.hidden(asked, "flow"),
                        "choice",
                        "link",
                        "password",
                        TestServer.PASSWORD))
                .expect(200);
        browser.signIn(world.google(), person).expect(200);
        Surfer proving = world.surfer();
        return new Victim(email, id, browser, proving, proven(world, proving, person));
    }

    /** The page on which GitHub is to be linked, once Google has been shown. */
    private static String proven(ProviderWorld world, Surfer browser, Person person) {
        Reply asked = browser.signIn(world.github(), person).expect(200);
        Reply proven = browser.follow(browser.come(world.google(), person, "?flow=" + Surfer.hidden(asked, "flow")))
                .expect(200);
        return Surfer.hidden(proven, "flow");
    }

    private static String code(Surfer browser) {
        return Objects.requireNonNull(Surfer.parameter(browser.get(HAND_OVER).expect(303), "code"));
    }

    private static Tokens exchange(ProviderWorld world, String code) {
        TestServer server = world.server();
        return server.tokens(
                "", server.api().post("/auth/exchange", Map.of("code", code)).expect(200));
    }

    private static Reply refresh(ProviderWorld world, Tokens tokens) {
        return world.server().api().post("/auth/refresh", Map.of("refresh_token", tokens.refresh()));
    }

    private static long audited(ProviderWorld world) {
        return world.server()
                .database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS events FROM audit_events WHERE action = 'provider.sessions_ended'",
                        row -> row.number("events")))
                .orElse(0L);
    }
}
