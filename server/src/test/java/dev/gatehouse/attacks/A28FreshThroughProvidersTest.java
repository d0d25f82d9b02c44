package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Row A28 for whoever finds a browser left open, signed in here long ago and at a provider still: going there and back
 * proves nothing fresh. Only the provider's word for it does, that somebody has just signed in there.
 */
class A28FreshThroughProvidersTest {
    private static final String SENSITIVE = "/account/passkeys";
    private static final String UNTOLD = "does not say that you signed in there just now";
    private static final String NO_PROOF = "None of your ways to sign in can confirm this.";

    private static ProviderWorld world(TestDatabase on, String... settings) {
        return new ProviderWorld(
                on, List.of(Flavour.GOOGLE, Flavour.GITHUB, Flavour.GITLAB, Flavour.OPENID_CONNECT), settings);
    }

    @OnEveryDatabase
    void aLiveSessionAtAProviderMakesNoneFreshHere(TestDatabase on) {
        try (ProviderWorld world = world(on)) {
            Surfer ada = known(world, world.google(), Person.ADA);
            Instant there = world.server().clock().instant();
            world.google().signedInSince(there);
            later(world);
            Reply back = ada.come(world.google(), Person.ADA, flow(again(ada)));
            assertThat(ada.follow(back).body()).contains(UNTOLD);
            ada.get(SENSITIVE).expect(303);

            String wished = Surfer.hidden(ada.visit("/sign-in?prompt=login"), "flow");
            ada.follow(ada.come(world.google(), Person.ADA, "?flow=" + wished)).expect(200);
            ada.get("/account").expect(200);
            ada.get(SENSITIVE).expect(303);
            assertThat(audited(world, "not_fresh")).isEqualTo(1);

            Reply code = ada.get("/sign-in?return_to=" + FRONT_END);
            Map<String, Object> claims = Forge.claims(access(world, code));
            assertThat(String.valueOf(claims.get("auth_time"))).isEqualTo(Long.toString(there.getEpochSecond()));
        }
    }

    @OnEveryDatabase
    void aProviderThatCanIsAskedForANewProof(TestDatabase on) {
        try (ProviderWorld world = world(on)) {
            for (Flavour flavour : List.of(Flavour.OPENID_CONNECT, Flavour.GITLAB)) {
                MockProvider provider = world.provider(flavour);
                Person person = Person.named(flavour.name(), flavour + "@example.com", true, "p" + flavour.ordinal());
                Surfer ada = known(world, provider, person);
                provider.signedInSince(world.server().clock().instant());
                later(world);
                URI there = ada.leave("/auth/" + provider.name() + flow(again(ada)));
                assertThat(there.getQuery()).contains("prompt=login");
                assertThat(there.getQuery().contains("max_age=0")).isEqualTo(flavour == Flavour.OPENID_CONNECT);
                ada.follow(ada.arrive(provider.approve(there, person))).expect(200);
                ada.get(SENSITIVE).expect(200);

                later(world);
                URI asked = ada.leave("/auth/" + provider.name() + flow(again(ada)));
                URI stripped = URI.create(asked.toString().replaceAll("&(prompt|max_age)=[a-z0-9]+", ""));
                assertThat(ada.follow(ada.arrive(provider.approve(stripped, person)))
                                .body())
                        .contains(UNTOLD);
                ada.get(SENSITIVE).expect(303);
            }
        }
    }

    /** An ordinary sign-in works with all of them, and is nothing but that. */
    @OnEveryDatabase
    void whatIsNoTimeMakesNothingFresh(TestDatabase on) {
        try (ProviderWorld world = world(on)) {
            MockProvider provider = world.provider(Flavour.OPENID_CONNECT);
            known(world, provider, Person.ADA);
            for (Mode mode : Mode.values()) {
                if (mode.kind() != Mode.Kind.FRESHNESS) {
                    continue;
                }
                provider.behave(mode);
                Surfer ada = world.surfer();
                ada.signIn(provider, Person.ADA).expect(200);
                ada.get("/account").expect(200);
                assertThat(ada.get(SENSITIVE).status()).as(mode.name()).isEqualTo(303);
                Reply back = ada.come(provider, Person.ADA, flow(again(ada)));
                assertThat(ada.follow(back).body()).as(mode.name()).contains(UNTOLD);
                assertThat(ada.get(SENSITIVE).status()).as(mode.name()).isEqualTo(303);
                Reply tokens = ada.get("/sign-in?return_to=" + FRONT_END);
                Object told = Forge.claims(access(world, tokens)).get("auth_time");
                boolean old = mode == Mode.OLD_AUTH_TIME;
                assertThat(told != null).as(mode.name()).isEqualTo(old);
            }
            provider.behave();
            Surfer ada = world.surfer();
            ada.signIn(provider, Person.ADA).expect(200);
            ada.get(SENSITIVE).expect(200);
        }
    }

    /** Whoever has nothing but a provider that tells no time is told how to go on, and gets there by a letter. */
    @OnEveryDatabase
    void aLetterLeadsOnWhoHasNoOtherProof(TestDatabase on) {
        try (ProviderWorld world = world(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.github(), Person.ADA).expect(200);
            ada.get(SENSITIVE).expect(200);

            Surfer later = world.surfer();
            later.signIn(world.github(), Person.ADA).expect(200);
            Reply page = again(later);
            assertThat(page.body())
                    .contains(NO_PROOF)
                    .contains("/recover?flow=")
                    .doesNotContain("/auth/github?flow=");
            Map<String, Object> claims = Forge.claims(later.cookies().getOrDefault("gatehouse_access", ""));
            assertThat(claims).containsKey("sub").doesNotContainKey("auth_time");
            later.asProgram()
                    .api()
                    .post("/auth/change-password", Map.of("new_password", Recovering.NEXT))
                    .expectProblem(401, "insufficient_user_authentication");

            String token = Recovering.token(world.server(), "ada@example.com");
            world.server()
                    .api()
                    .post("/auth/reset-password", Map.of("token", token, "new_password", Recovering.NEXT))
                    .expect(204);
            Surfer owner = world.surfer();
            owner.signIn(world.github(), Person.ADA).expect(200);
            Reply asked = again(owner);
            assertThat(asked.body()).doesNotContain(NO_PROOF);
            owner.follow(owner.post(
                            "/sign-in",
                            "flow",
                            Surfer.hidden(asked, "flow"),
                            "identifier",
                            "ada@example.com",
                            "password",
                            Recovering.NEXT))
                    .expect(200);
            owner.get(SENSITIVE).expect(200);
        }
    }

    @OnEveryDatabase
    void whoHasNoAddressIsSentToWhoeverRunsTheServer(TestDatabase on) {
        try (ProviderWorld world = world(on)) {
            known(world, world.github(), Person.LINUS);
            Surfer linus = world.surfer();
            linus.signIn(world.github(), Person.LINUS).expect(200);
            assertThat(again(linus).body())
                    .contains(NO_PROOF)
                    .contains("a link from whoever runs this service")
                    .doesNotContain("/recover?flow=");
        }
    }

    /** A front end that says how old a sign-in may be gets no code for an older one. */
    @OnEveryDatabase
    void aFrontEndSaysHowOldAProofMayBe(TestDatabase on) {
        try (ProviderWorld world = world(on)) {
            Surfer ada = known(world, world.github(), Person.ADA);
            String wanted = "/sign-in?max_age=60&return_to=" + FRONT_END;
            assertThat(ada.get(wanted).expect(303).header("location")).startsWith(FRONT_END + "?code=");
            later(world);
            Reply page = ada.get(wanted).expect(200);
            Reply back = ada.come(world.github(), Person.ADA, "?flow=" + Surfer.hidden(page, "flow"));
            assertThat(ada.follow(back).body()).contains(NO_PROOF);
            Reply straight = ada.come(world.github(), Person.ADA, "?max_age=60&return_to=" + FRONT_END);
            assertThat(straight.header("location")).startsWith("/sign-in?flow=");
            ada.asProgram()
                    .come(world.github(), Person.ADA, "?max_age=60&return_to=" + FRONT_END)
                    .expectProblem(401, "insufficient_user_authentication");
            for (String unfit : List.of("soon", "-1", "1.5", "", "9999999999")) {
                ada.get("/sign-in?max_age=" + unfit).expect(400);
            }
        }
    }

    /** Another way in is added by whoever proves the account anew; or by whom two providers call the same. */
    @OnEveryDatabase
    void aProviderThatTellsNoTimeAddsNoStranger(TestDatabase on) {
        try (ProviderWorld world = world(on)) {
            known(world, world.github(), Person.ADA);
            Surfer owner = world.surfer();
            Reply taken = owner.signIn(world.google(), Person.ADA).expect(200);
            Reply met = owner.follow(owner.come(world.github(), Person.ADA, "?flow=" + Surfer.hidden(taken, "flow")));
            assertThat(met.body()).doesNotContain(UNTOLD);
            owner.follow(agreed(owner, met)).expect(200);
            assertThat(owner.asProgram().get("/auth/links").expect(200).at("links"))
                    .hasSize(2);

            known(world, world.github(), Person.EVE.withEmail("eve@example.com", true));
            Person eve = Person.EVE.withEmail("eve@example.com", true);
            Surfer strict = world.surfer();
            Reply waits = strict.follow(strict.come(world.google(), eve, "?max_age=60&return_to=" + FRONT_END));
            Reply stale = strict.follow(strict.come(world.github(), eve, "?flow=" + Surfer.hidden(waits, "flow")));
            assertThat(stale.body()).contains(NO_PROOF);

            Surfer left = known(world, world.github(), Person.MARY);
            Reply page = left.follow(left.arrive(world.google().approve(linking(left), Person.LINUS)));
            later(world);
            Reply asked = left.follow(agreed(left, page)).expect(200);
            assertThat(asked.body()).contains(NO_PROOF);
            String waiting = Surfer.hidden(asked, "flow");
            Reply back = left.follow(left.come(world.github(), Person.MARY, "?flow=" + waiting));
            assertThat(back.body()).contains(NO_PROOF);
            left.follow(agreed(left, back));
            assertThat(left.asProgram().get("/auth/links").expect(200).at("links"))
                    .hasSize(1);
        }
    }

    /** Signed in, with an account that has just been made and so has nothing older to protect. */
    private static Surfer known(ProviderWorld world, MockProvider provider, Person person) {
        Surfer surfer = world.surfer();
        surfer.signIn(provider, person).expect(200);
        surfer.get(SENSITIVE).expect(200);
        return surfer;
    }

    private static void later(ProviderWorld world) {
        world.server().clock().advance(Duration.ofMinutes(6));
    }

    /** The page that asks for a new proof. */
    private static Reply again(Surfer surfer) {
        Reply page = surfer.visit(SENSITIVE).expect(200);
        assertThat(page.body()).contains("Is it still you?");
        return page;
    }

    /** What carries on from a page of buttons alone. */
    private static String flow(Reply page) {
        return page.body().replaceFirst("(?s).*\"/auth/[a-z_-]+(\\?flow=[^\"]+)\".*", "$1");
    }

    private static Reply agreed(Surfer surfer, Reply page) {
        return surfer.post("/sign-in/link", "flow", Surfer.hidden(page, "flow"), "choice", "link");
    }

    private static URI linking(Surfer surfer) {
        Reply sent = surfer.get("/account/link/google").expect(303);
        return surfer.leave(Objects.requireNonNull(sent.header("location")));
    }

    private static String access(ProviderWorld world, Reply handedOver) {
        @Nullable String code = Surfer.parameter(handedOver.expect(303), "code");
        Reply tokens = world.server()
                .api()
                .post("/auth/exchange", Map.of("code", Objects.requireNonNull(code)))
                .expect(200);
        return Objects.requireNonNull(tokens.text("access_token"));
    }

    private static long audited(ProviderWorld world, String reason) {
        return world.server()
                .database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS events FROM audit_events WHERE action = 'signin.provider' AND detail LIKE ?",
                        row -> row.number("events"),
                        "%" + reason + "%"))
                .orElse(0L);
    }
}
