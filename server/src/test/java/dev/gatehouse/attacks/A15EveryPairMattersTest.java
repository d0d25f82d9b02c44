package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.mocks.Answer;
import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows A15, A03 and A04: each thing that has to fit is wrong in turn while all the others are right. */
class A15EveryPairMattersTest {
    private static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more";
    private static final String CHALLENGE =
            Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(VERIFIER));

    @OnEveryDatabase
    void aCodeAndItsVerifier(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            String bound = "&code_challenge=" + CHALLENGE + "&code_challenge_method=S256";
            assertThat(exchanged(world, code(world, bound), VERIFIER)).isEqualTo(200);
            assertThat(exchanged(world, code(world, ""), null)).isEqualTo(200);

            assertThat(exchanged(world, code(world, bound), null)).isEqualTo(400);
            assertThat(exchanged(world, code(world, bound), "")).isEqualTo(400);
            assertThat(exchanged(world, code(world, bound), CHALLENGE)).isEqualTo(400);
            assertThat(exchanged(world, code(world, bound), VERIFIER + "x")).isEqualTo(400);
            assertThat(exchanged(world, code(world, ""), VERIFIER)).isEqualTo(400);
            assertThat(exchanged(world, "another-code-another-code-another-code-anot", VERIFIER))
                    .isEqualTo(400);

            String guessed = code(world, bound);
            assertThat(exchanged(world, guessed, "wrong")).isEqualTo(400);
            assertThat(exchanged(world, guessed, VERIFIER)).as("one try").isEqualTo(400);
            world.surfer()
                    .get("/sign-in?return_to=" + FRONT_END + "&code_challenge=" + VERIFIER
                            + "&code_challenge_method=plain")
                    .expect(400);
        }
    }

    @OnEveryDatabase
    void theAnswerOfAProvider(TestDatabase on) {
        try (ProviderWorld world = new ProviderWorld(on, List.of(Flavour.GOOGLE, Flavour.GITHUB, Flavour.GITLAB))) {
            MockProvider gitlab = world.provider(Flavour.GITLAB);
            Surfer ada = world.surfer();
            Answer google = world.google().approve(ada.leave("/auth/google"), Person.ADA);
            Answer other = gitlab.approve(ada.leave("/auth/gitlab"), Person.ADA);
            // A good code of one provider with the state, or at the callback, of the other.
            refused(ada, "/auth/google/callback", google, Map.of("code", other.code()));
            refused(ada, "/auth/gitlab/callback", google, Map.of());
            refused(ada, "/auth/google/callback", other, Map.of());
            refused(ada, "/auth/github/callback", google, Map.of());
            // The trip to Google is used up by the first of these; that to GitLab is whole.
            ada.arrive(google).expect(410);
            ada.arrive(other).expect(303);
        }
    }

    @OnEveryDatabase
    void aPendingLink(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            Tokens ada = server.person();
            Tokens adaElsewhere = server.signIn(ada.name());
            Tokens eve = server.person();

            String token = pending(world, ada);
            for (Tokens wrong : List.of(eve, adaElsewhere)) {
                confirm(wrong, token, TestServer.PASSWORD).expectProblem(410, "link_expired");
                confirm(wrong, token, null).expectProblem(410, "link_expired");
            }
            for (String wrong : List.of("", "x", token + "x", token.substring(1), "A".repeat(43))) {
                assertThat(confirm(ada, wrong, TestServer.PASSWORD).status()).isIn(410, 422);
            }
            server.api()
                    .post("/auth/link/confirm", Map.of("link_token", token, "password", TestServer.PASSWORD))
                    .expect(401);
            confirm(ada, token, "not her password").expectProblem(401, "invalid_credentials");
            confirm(ada, token, TestServer.PASSWORD).expect(200);

            String late = pending(world, server.person(), Person.LINUS);
            server.clock().advance(Duration.ofMinutes(10));
            confirm(ada, late, TestServer.PASSWORD).expectProblem(410, "link_expired");
        }
    }

    /** Without a password nothing but a sign-in a moment ago will do. */
    @OnEveryDatabase
    void aLinkWithoutAPasswordNeedsAFreshSignIn(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens ada = world.server().person();
            String token = pending(world, ada);
            world.server().clock().advance(Duration.ofMinutes(5));
            Reply stale = confirm(ada, token, null).expectProblem(401, "insufficient_user_authentication");
            assertThat(stale.header("www-authenticate"))
                    .contains("error=\"insufficient_user_authentication\"")
                    .contains("max_age=\"300\"");
            ada.api().delete("/auth/link/google").expectProblem(401, "insufficient_user_authentication");
            confirm(ada, token, TestServer.PASSWORD).expect(200);

            Tokens again = world.server().signIn(ada.name());
            world.server().clock().advance(Duration.ofMinutes(5).minusSeconds(1));
            again.api().delete("/auth/link/google").expect(204);
        }
    }

    private static void refused(Surfer browser, String callback, Answer answer, Map<String, String> instead) {
        Map<String, String> parameters = new HashMap<>(answer.parameters());
        parameters.putAll(instead);
        StringBuilder query = new StringBuilder("?");
        parameters.forEach((name, value) -> query.append(name)
                .append('=')
                .append(java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8))
                .append('&'));
        Reply reply = browser.get(callback + query);
        assertThat(reply.status()).as(callback + query).isIn(400, 403, 410, 502);
        assertThat(browser.cookies()).doesNotContainKey("gatehouse_session");
    }

    private static String code(ProviderWorld world, String more) {
        Reply back = world.surfer().come(world.google(), Person.ADA, "?return_to=" + FRONT_END + more);
        return Objects.requireNonNull(Surfer.parameter(back, "code"));
    }

    private static int exchanged(ProviderWorld world, String code, @Nullable String verifier) {
        Map<String, String> body = new HashMap<>(Map.of("code", code));
        if (verifier != null) {
            body.put("code_verifier", verifier);
        }
        Reply reply = world.server().api().post("/auth/exchange", body);
        return verifier != null && verifier.isEmpty() && reply.status() == 422 ? 400 : reply.status();
    }

    private static String pending(ProviderWorld world, Tokens whose) {
        return pending(world, whose, Person.ADA);
    }

    private static String pending(ProviderWorld world, Tokens whose, Person person) {
        String start = Objects.requireNonNull(
                whose.api().post("/auth/link/google", Map.of()).expect(200).text("authorization_url"));
        Surfer browser = world.surfer().asProgram();
        Answer answer = world.google().approve(browser.leave(start.substring(start.indexOf("/auth/"))), person);
        return Objects.requireNonNull(browser.arrive(answer).expect(200).text("link_token"));
    }

    private static Reply confirm(Tokens who, String token, @Nullable String password) {
        Map<String, String> body = new HashMap<>(Map.of("link_token", token));
        if (password != null) {
            body.put("password", password);
        }
        return who.api().post("/auth/link/confirm", body);
    }
}
