package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GuardTest {
    private static final ECKey KEY = Issuer.ecKey("k1");
    private static final String TOKEN =
            Issuer.token(Issuer.header("ES256", "k1"), Issuer.claims(), Issuer.signer(KEY, "ES256"));

    private final Guard guard = Guard.builder()
            .issuer(Issuer.NAME)
            .audience(Issuer.AUDIENCE)
            .keys(Issuer.trusting(KEY))
            .clock(new Issuer.Clock())
            .build();

    @Test
    void readsTheSchemeWithoutCase() {
        for (String header : List.of("Bearer " + TOKEN, "bearer " + TOKEN, "BEARER   " + TOKEN + " ")) {
            assertThat(guard.authenticate(header).subject()).isEqualTo("account-1");
        }
    }

    @Test
    void asksForATokenWhereThereIsNone() {
        for (String header : new String[] {null, "", "Basic dXNlcjpwYXNz", "Bearerish x", TOKEN}) {
            assertThatThrownBy(() -> guard.authenticate(header))
                    .isInstanceOfSatisfying(NotAuthenticated.class, refusal -> {
                        assertThat(refusal.status()).isEqualTo(401);
                        assertThat(refusal.detail()).isEqualTo("Not authenticated");
                        assertThat(refusal.challenge()).isEqualTo("Bearer");
                    });
        }
    }

    @Test
    void refusesABadTokenInTheSameWordsForEveryReason() {
        for (String header : List.of(
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Bearer " + TOKEN + "x",
                "Bearer a b",
                "Bearer ä.ö.ü",
                "Bearer " + TOKEN + "," + TOKEN)) {
            assertThatThrownBy(() -> guard.authenticate(header)).isInstanceOfSatisfying(InvalidToken.class, refusal -> {
                assertThat(refusal.status()).isEqualTo(401);
                assertThat(refusal.detail()).isEqualTo("Could not validate credentials");
                assertThat(refusal.challenge())
                        .isEqualTo("Bearer error=\"invalid_token\","
                                + " error_description=\"Could not validate credentials\"");
            });
        }
    }

    @Test
    void refusesSettingsThatCannotBeSafe() {
        assertThatThrownBy(() -> Guard.builder().issuer("x").build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Guard.builder()
                        .issuer("http://issuer.example")
                        .audience("a")
                        .build())
                .hasMessageContaining("plain http");
        assertThatThrownBy(() -> Guard.builder()
                        .issuer("i")
                        .audience("a")
                        .jwks(URI.create("file:///etc/passwd"))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        Guard.builder()
                .issuer("http://issuer.example")
                .audience("a")
                .allowPlainHttp()
                .build()
                .close();
        Guard.builder().issuer("http://localhost:8000").audience("a").build().close();
    }
}
