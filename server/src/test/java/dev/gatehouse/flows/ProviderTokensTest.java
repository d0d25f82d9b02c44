package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A provider's own tokens: kept where somebody asked for that, renewed, and given to whom they are meant for. */
class ProviderTokensTest {
    private static final String TOKEN = "/auth/link/gitlab/token";

    @OnEveryDatabase
    void aClientThatIsNamedGetsThem(TestDatabase on) {
        try (ProviderWorld world = world(on, "providers.gitlab.token_clients=gatehouse")) {
            Surfer ada = world.surfer();
            ada.come(world.provider(Flavour.GITLAB), Person.ADA, "").expect(303);
            Reply first = ada.asProgram().get(TOKEN).expect(200);
            assertThat(first.text("token_type")).isEqualTo("Bearer");
            assertThat(first.keys()).containsExactlyInAnyOrder("access_token", "token_type", "scope", "expires_at");
            assertThat(first.header("cache-control")).contains("no-store");
            String token = Objects.requireNonNull(first.text("access_token"));
            assertThat(ada.get(TOKEN).expect(200).text("access_token")).isEqualTo(token);
            assertThat(stored(world)).hasSize(1).noneMatch(row -> row.contains(token));
        }
    }

    @OnEveryDatabase
    void theyAreRenewedBeforeTheyEnd(TestDatabase on) {
        try (ProviderWorld world =
                world(on, "providers.gitlab.token_clients=gatehouse", "tokens.access.ttl=12h", "sessions.fresh=12h")) {
            Surfer ada = world.surfer();
            ada.come(world.provider(Flavour.GITLAB), Person.ADA, "").expect(303);
            String token = ada.asProgram().get(TOKEN).expect(200).text("access_token");
            world.server().clock().advance(Duration.ofHours(3));
            Reply later = ada.get(TOKEN);
            if (later.status() == 200) {
                assertThat(later.text("access_token")).isNotEqualTo(token);
            } else {
                later.expectProblem(404, "not_found");
            }
        }
    }

    @OnEveryDatabase
    void nobodyElseDoesAndWithoutNeedNothingIsKept(TestDatabase on) {
        try (ProviderWorld world = world(on, "providers.gitlab.token_clients=another-client")) {
            Surfer ada = world.surfer();
            ada.come(world.provider(Flavour.GITLAB), Person.ADA, "").expect(303);
            ada.asProgram().get(TOKEN).expectProblem(403, "insufficient_permissions");
            ada.get("/auth/link/google/token").expectProblem(403, "insufficient_permissions");
            ada.get("/auth/link/nothing/token").expectProblem(404, "not_found");
            world.server().api().get(TOKEN).expect(401);
        }
        try (ProviderWorld world = world(on)) {
            world.surfer()
                    .come(world.provider(Flavour.GITLAB), Person.LINUS, "")
                    .expect(303);
            assertThat(stored(world)).noneMatch(String::isBlank).hasSizeLessThan(2);
        }
    }

    private static ProviderWorld world(TestDatabase on, String... settings) {
        return new ProviderWorld(on, List.of(Flavour.GOOGLE, Flavour.GITLAB), settings);
    }

    private static List<String> stored(ProviderWorld world) {
        return world.server()
                .database()
                .read(sql -> sql.list("SELECT sealed FROM provider_tokens", row -> row.text("sealed")));
    }
}
