package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rows A10 and A11: a sign-in leads to a registered address or nowhere, character by character. */
class A11ReturnAddressesAreExactTest {
    /** What looks like {@code https://app.example.com/signed-in}, or is it by some reading. */
    private static final List<String> LOOKALIKES = List.of(
            "https://app.example.com/signed-in/",
            "https://app.example.com/signed-in?",
            "https://app.example.com/signed-in?next=1",
            "https://app.example.com/signed-in#",
            "https://app.example.com/signed-in#a",
            "https://app.example.com/signed-in/../signed-in",
            "https://app.example.com/./signed-in",
            "https://app.example.com//signed-in",
            "https://app.example.com/signed%2Din",
            "https://app.example.com/Signed-in",
            "https://app.example.com/signed-in;a=b",
            "https://app.example.com/signed-in%00",
            "https://app.example.com/signed-in ",
            " https://app.example.com/signed-in",
            "https://app.example.com/",
            "https://app.example.com",
            "https://APP.example.com/signed-in",
            "HTTPS://app.example.com/signed-in",
            "https://app.example.com:443/signed-in",
            "https://app.example.com:8443/signed-in",
            "https://app.example.com./signed-in",
            "https://user@app.example.com/signed-in",
            "https://app.example.com@evil.example/signed-in",
            "https://app.example.com%40evil.example/signed-in",
            "https://app.example.com\\@evil.example/signed-in",
            "https://evil.example\\app.example.com/signed-in",
            "https://app.example.com.evil.example/signed-in",
            "https://evilapp.example.com/signed-in",
            "https://evil.example/?https://app.example.com/signed-in",
            "https://evil.example/#https://app.example.com/signed-in",
            "http://app.example.com/signed-in",
            "//app.example.com/signed-in",
            "/\\app.example.com/signed-in",
            "/signed-in",
            "/account",
            "javascript:alert(1)//https://app.example.com/signed-in",
            "data:text/html,https://app.example.com/signed-in",
            "vbscript:https://app.example.com/signed-in",
            "*",
            "https://*.example.com/signed-in");

    @Test
    void nothingElseIsAReturnAddressAnywhere() {
        try (TestDatabase on = TestDatabases.sqlite();
                ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens ada = world.server().person();
            Surfer signedIn = world.surfer();
            signedIn.signIn(world.google(), Person.ADA);
            for (String address : LOOKALIKES) {
                String query = "?return_to=" + URLEncoder.encode(address, StandardCharsets.UTF_8);
                for (Surfer browser : List.of(world.surfer(), signedIn)) {
                    for (String page : List.of("/sign-in", "/auth/google", "/auth/github")) {
                        Reply reply = browser.get(page + query);
                        assertThat(reply.status()).as(page + " " + address).isBetween(400, 422);
                        assertThat(reply.header("location")).isNull();
                    }
                    assertThat(browser.get("/sign-up" + query).status())
                            .as(address)
                            .isBetween(400, 422);
                }
                ada.api()
                        .post("/auth/link/google", Map.of("return_to", address))
                        .expect(422);
            }
            signedIn.get("/sign-in?return_to=" + FRONT_END).expect(303);
        }
    }

    @Test
    void noTokenEverStandsInAnAddress() {
        try (TestDatabase on = TestDatabases.sqlite();
                ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            Reply back = ada.come(world.google(), Person.ADA, "?return_to=" + FRONT_END + "&state=a%26code%3Dforged");
            String location = Objects.requireNonNull(back.header("location"));
            assertThat(location).startsWith(FRONT_END + "?code=").doesNotContain("eyJ");
            assertThat(Surfer.parameter(back, "state")).isEqualTo("a&code=forged");
            assertThat(back.setCookies()).doesNotContainKey("gatehouse_access");
            Reply cookies = world.surfer().come(world.google(), Person.ADA, "?delivery=cookie&return_to=" + FRONT_END);
            assertThat(cookies.header("location")).isEqualTo(FRONT_END);
            assertThat(cookies.setCookies()).containsKeys("gatehouse_access", "gatehouse_refresh");
        }
    }

    @Test
    void whatIsRegisteredIsFitToBeLedTo() {
        for (String address : List.of(
                "javascript:alert(1)",
                "data:text/html,x",
                "http://app.example.com/signed-in",
                "https://app.example.com",
                "https://app.example.com/a/../b",
                "https://app.example.com/a#b",
                "https://user@app.example.com/a",
                "https://*.example.com/a",
                "https://app.example.com/*",
                "app.example.com/a",
                "/a",
                "https:///a",
                "https://app.example.com/ü")) {
            assertThatThrownBy(() -> new FlowSettings(List.of(address), Duration.ofHours(1)))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("signin.return_to");
        }
        for (String address : List.of(
                "https://app.example.com/",
                "https://app.example.com:8443/a?b=c",
                "http://localhost:3000/a",
                "http://127.0.0.1:3000/a",
                "http://[::1]:3000/a")) {
            assertThat(new FlowSettings(List.of(address), Duration.ofHours(1)).allows(address))
                    .isTrue();
        }
    }
}
