package dev.gatehouse.domain.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookSettingsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static Settings.Loaded load(Map<String, String> given) {
        return Settings.load(
                new Catalogue(List.of(WebhookSettings.SETTINGS)), given, Map.of(), Path.of("/nowhere"), Map.of());
    }

    @Test
    void aWebhookHearsWhatItAskedForAndAllWhereItAskedForNothing() {
        Values values = (Values) load(Map.of(
                "webhooks.siem.url", "https://hooks.example.com/g",
                "webhooks.siem.secret", SECRET,
                "webhooks.mail.url", "https://hooks.example.com/m",
                "webhooks.mail.secret", SECRET + ", " + SECRET,
                "webhooks.mail.events", "password.changed, session.*"));
        List<Webhook> webhooks = values.room(WebhookSettings.SETTINGS).webhooks();
        assertThat(webhooks).extracting(Webhook::name).containsExactly("mail", "siem");
        assertThat(webhooks.getFirst().secrets()).hasSize(2);
        assertThat(webhooks.getFirst().wants("session.opened")).isTrue();
        assertThat(webhooks.getFirst().wants("password.changed")).isTrue();
        assertThat(webhooks.getFirst().wants("password.added")).isFalse();
        assertThat(webhooks.getLast().wants("password.added")).isTrue();
    }

    @Test
    void allThatDoesNotFitIsSaidAtOnceAndNoSecretWithIt() {
        SettingsProblems problems = (SettingsProblems) load(Map.of(
                "webhooks.one.url", "ftp://hooks.example.com",
                "webhooks.one.secret", "whsec_c2hvcnQ=",
                "webhooks.one.events", "passwort.*",
                "webhooks.two.url", "https://user@hooks.example.com"));
        String all = String.join("\n", problems.lines());
        assertThat(all)
                .contains(
                        "webhooks.one.url",
                        "webhooks.one.secret",
                        "passwort.*",
                        "webhooks.two.url",
                        "webhooks.two.secret")
                .doesNotContain("c2hvcnQ");
    }

    /** The example of the specification's reference libraries. */
    @Test
    void aMessageIsSignedAsTheSpecificationHasIt() {
        assertThat(SigningSecret.parse(SECRET)
                        .sign(
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                1614265330L,
                                "{\"test\": 2432232314}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
