package dev.gatehouse.flows;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whatever the way in, the same token; how long it lives is set by the way. The settings are those that the docs show. */
class TokenLifetimesTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```properties\\n(tokens\\.access\\.ttl\\.password=.*?)```", Pattern.DOTALL);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /** The lines of {@code docs/operations.md}, without their comments. */
    private static String[] example(String... more) throws IOException {
        Matcher block = EXAMPLE.matcher(Files.readString(Path.of("..", "docs", "operations.md")));
        assertThat(block.find()).as("the example settings").isTrue();
        List<String> lines = new ArrayList<>(block.group(1)
                .lines()
                .map(line -> line.replaceFirst("\\s*#.*", ""))
                .filter(line -> !line.isEmpty())
                .toList());
        assertThat(lines).contains("tokens.access.ttl.password=1d", "tokens.access.ttl.oauth=7d");
        lines.addAll(List.of(more));
        return lines.toArray(String[]::new);
    }

    @OnEveryDatabase
    void aDayForPasswordsAndAWeekForProviders(TestDatabase on) throws Exception {
        try (ProviderWorld world = ProviderWorld.usual(on, example())) {
            world.server()
                    .api()
                    .post("/auth/signup", Map.of("username", "grace", "password", TestServer.PASSWORD))
                    .expect(201);
            Map<String, String> grace = Map.of("username", "grace", "password", TestServer.PASSWORD);
            holds(world, world.server().api().post("/auth/login", grace), "password", "local", "pwd", DAY);
            holds(world, onPages(world), "password", "local", "pwd", DAY);
            holds(world, by(world, world.google()), "oauth", "google", "fed", WEEK);
            holds(world, by(world, world.github()), "oauth", "github", "fed", WEEK);
        }
    }

    @OnEveryDatabase
    void whatIsSetForAProviderGoesBeforeItsMethod(TestDatabase on) throws Exception {
        try (ProviderWorld world = ProviderWorld.usual(on, example("tokens.access.ttl.github=1h"))) {
            holds(world, by(world, world.google()), "oauth", "google", "fed", WEEK);
            holds(world, by(world, world.github()), "oauth", "github", "fed", Duration.ofHours(1));
        }
    }

    /** A token of this way in, and the one that it is renewed for, say so and live for so long; so says its status. */
    private static void holds(
            ProviderWorld world, Reply given, String method, String provider, String amr, Duration life)
            throws Exception {
        Reply tokens = given.expect(200);
        JWTClaimsSet first = claims(world, tokens, method, provider, amr, life);
        String refreshToken = Objects.requireNonNull(tokens.text("refresh_token"));
        // Late: whoever renews when the token has ended is not too late.
        world.server().clock().advance(life.plusSeconds(1));
        Reply renewed = RefreshTest.refresh(world.server(), refreshToken).expect(200);
        JWTClaimsSet second = claims(world, renewed, method, provider, amr, life);
        assertThat(second.getJWTID()).isNotEqualTo(first.getJWTID());
        assertThat(second.getClaim("auth_time")).isEqualTo(first.getClaim("auth_time"));
    }

    private static JWTClaimsSet claims(
            ProviderWorld world, Reply tokens, String method, String provider, String amr, Duration life)
            throws Exception {
        String access = Objects.requireNonNull(tokens.text("access_token"));
        JWTClaimsSet claims = SignedJWT.parse(access).getJWTClaimsSet();
        assertThat(claims.getStringClaim("auth_method")).isEqualTo(method);
        assertThat(claims.getStringClaim("provider")).isEqualTo(provider);
        assertThat(claims.getStringListClaim("amr")).containsExactly(amr);
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(life);
        assertThat(tokens.at("expires_in").longValue()).isEqualTo(life.toSeconds());
        boolean byProvider = method.equals("oauth");
        assertThat(claims.getStringListClaim("permissions").contains("oauth_linked"))
                .isEqualTo(byProvider);
        Reply status = world.server().api().bearer(access).get("/auth/status").expect(200);
        assertThat(status.text("auth_method")).isEqualTo(method);
        assertThat(status.text("provider")).isEqualTo(provider);
        assertThat(status.at("is_oauth").booleanValue()).isEqualTo(byProvider);
        assertThat(status.texts("permissions")).isEqualTo(claims.getStringListClaim("permissions"));
        assertThat(status.text("token.id")).isEqualTo(claims.getJWTID());
        assertThat(status.text("token.issued_at"))
                .isEqualTo(claims.getIssueTime().toInstant().toString());
        assertThat(status.text("token.expires_at"))
                .isEqualTo(claims.getExpirationTime().toInstant().toString());
        return claims;
    }

    private static Reply by(ProviderWorld world, MockProvider provider) {
        // Two people: the same verified address would be asked to prove that it is one.
        Person person = provider == world.google() ? Person.ADA : Person.LINUS;
        return exchanged(world, world.surfer().come(provider, person, "?return_to=" + FRONT_END));
    }

    private static Reply onPages(ProviderWorld world) {
        Surfer grace = world.surfer();
        String flow = Surfer.hidden(grace.get("/sign-in?return_to=" + FRONT_END).expect(200), "flow");
        return exchanged(
                world, grace.post("/sign-in", "flow", flow, "identifier", "grace", "password", TestServer.PASSWORD));
    }

    private static Reply exchanged(ProviderWorld world, Reply back) {
        String code = Objects.requireNonNull(Surfer.parameter(back.expect(303), "code"));
        return world.server().api().post("/auth/exchange", Map.of("code", code));
    }
}
