package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Answer;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Row A07 on the way in: a trip to a provider, a code for a front end and a pending link work once. */
class A07ArtefactsOfTheWayInTest {
    @OnEveryDatabase
    void ofFiftyWhoComeBackFromOneTripOneIsSignedIn(TestDatabase on) throws Exception {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            Answer answer = world.google().approve(ada.leave("/auth/google"), Person.ADA);
            String path = answer.redirectUri().getRawPath() + "?" + answer.uri().getRawQuery();
            List<Reply> replies = AtOnce.fifty(() -> ada.api().get(path));
            assertThat(replies).filteredOn(reply -> reply.status() == 303).hasSize(1);
            assertThat(replies).filteredOn(reply -> reply.status() == 410).hasSize(49);
            ada.get(path).expect(410);
            assertThat(world.google().calls(dev.gatehouse.mocks.Endpoint.TOKEN)).isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void ofFiftyWhoExchangeOneCodeOneGetsTokens(TestDatabase on) throws Exception {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Reply back = world.surfer().come(world.google(), Person.ADA, "?return_to=" + FRONT_END);
            Map<String, String> body = Map.of("code", Objects.requireNonNull(Surfer.parameter(back, "code")));
            List<Reply> replies = AtOnce.fifty(() -> world.server().api().post("/auth/exchange", body));
            assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
            assertThat(replies).filteredOn(reply -> reply.status() == 400).hasSize(49);
        }
    }

    @OnEveryDatabase
    void ofFiftyWhoConfirmOneLinkOneDoes(TestDatabase on) throws Exception {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens ada = world.server().person();
            Surfer browser = world.surfer().asProgram();
            String start = Objects.requireNonNull(
                    ada.api().post("/auth/link/google", Map.of()).expect(200).text("authorization_url"));
            Answer answer = world.google().approve(browser.leave(start.substring(start.indexOf("/auth/"))), Person.ADA);
            Reply pending = browser.arrive(answer).expect(200);
            Map<String, String> body = Map.of("link_token", Objects.requireNonNull(pending.text("link_token")));
            List<Reply> replies = AtOnce.fifty(() -> ada.api().post("/auth/link/confirm", body));
            assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
            assertThat(replies)
                    .filteredOn(reply -> reply.status() == 410 || reply.status() == 409)
                    .hasSize(49);
            ada.api().post("/auth/link/confirm", body).expectProblem(410, "link_expired");
        }
    }

    /** Fifty trips of fifty browsers for one person who is nobody yet. */
    @OnEveryDatabase
    void ofFiftyWhoBringOneIdentityAllComeToOneAccount(TestDatabase on) throws Exception {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            List<String> ids = AtOnce.fifty(() -> {
                Surfer browser = world.surfer();
                browser.come(world.github(), Person.LINUS, "").expect(303);
                return Objects.requireNonNull(
                        browser.asProgram().get("/users/me").expect(200).text("id"));
            });
            assertThat(ids).containsOnly(ids.getFirst());
        }
    }

    @OnEveryDatabase
    void eachHasItsTime(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            Answer late = world.google().approve(ada.leave("/auth/google"), Person.ADA);
            world.server().clock().advance(Duration.ofHours(1).plusSeconds(1));
            ada.arrive(late).expect(410);

            Reply back = ada.come(world.google(), Person.ADA, "?return_to=" + FRONT_END);
            Map<String, String> code = Map.of("code", Objects.requireNonNull(Surfer.parameter(back, "code")));
            world.server().clock().advance(Duration.ofSeconds(60));
            world.server().api().post("/auth/exchange", code).expectProblem(400, "invalid_grant");

            back = world.surfer().come(world.google(), Person.ADA, "?return_to=" + FRONT_END);
            code = Map.of("code", Objects.requireNonNull(Surfer.parameter(back, "code")));
            world.server().clock().advance(Duration.ofSeconds(59));
            world.server().api().post("/auth/exchange", code).expect(200);
        }
    }
}
