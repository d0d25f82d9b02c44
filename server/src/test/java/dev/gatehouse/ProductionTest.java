package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} refuses, and what it only warns of. */
class ProductionTest {
    private static final String HTTPS = "public_url=https://id.example.com";

    @TempDir
    private Path directory;

    private Values settings(String... given) {
        Map<String, String> flags = new HashMap<>();
        for (String one : given) {
            flags.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1));
        }
        return switch (Settings.load(AllSettings.catalogue(), flags, Map.of(), directory)) {
            case Values values -> values;
            case SettingsProblems problems -> throw new IllegalArgumentException(problems.toString());
        };
    }

    private List<String> refusals(String... given) {
        return Production.refusals(settings(given));
    }

    @Test
    void plainHttpIsForThisMachineAlone() {
        assertThat(refusals()).isEmpty();
        assertThat(refusals("public_url=http://127.0.0.1:8000", "host=::1")).isEmpty();
        assertThat(refusals(HTTPS, "host=0.0.0.0")).isEmpty();
        assertThat(refusals("public_url=http://id.example.com"))
                .singleElement()
                .asString()
                .startsWith(
                        "public_url: given http://id.example.com, which sends passwords and tokens in the clear; set");
        assertThat(refusals("public_url=http://127.0.0.1.example.com")).hasSize(1);
        assertThat(refusals("host=0.0.0.0")).singleElement().asString().contains("(host 0.0.0.0); set it to the https");
    }

    @Test
    void nobodyHasToFollowALetterThatCannotLeave() {
        assertThat(refusals("signup.verify_email=required"))
                .singleElement()
                .asString()
                .startsWith("signup.verify_email: required, while no letter can leave");
        assertThat(refusals(
                        "signup.verify_email=required", "mail.smtp.host=mail.example.com", "mail.from=id@example.com"))
                .isEmpty();
        assertThat(refusals("signup.verify_email=asked")).isEmpty();
        assertThat(Production.warnings(settings("signup.verify_email=asked")))
                .anyMatch(line -> line.startsWith("signup.verify_email is asked"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> refusals("signup.verify_email=perhaps"))
                .withMessageContaining("signup.verify_email");
    }

    /** Nobody learns at the first passkey that nothing could come of it. */
    @Test
    void passkeysThatCannotWorkAreSaidAtStart() {
        assertThat(Production.warnings(settings("public_url=https://203.0.113.5")))
                .anyMatch(line -> line.contains("passkeys belong to names"));
        assertThat(Production.warnings(settings("public_url=https://[2001:db8::1]")))
                .anyMatch(line -> line.contains("passkeys belong to names"));
        assertThat(Production.warnings(settings("public_url=https://ID.example.com", "passkeys.rp_id=example.com")))
                .noneMatch(line -> line.contains("passkeys"));
        for (String pointless : List.of(
                "passkeys.rp_id=203.0.113.5",
                "passkeys.related_origins=https://app.example.com",
                "passkeys.attestation=direct")) {
            assertThatIllegalArgumentException()
                    .as(pointless)
                    .isThrownBy(() -> settings("public_url=https://203.0.113.5", pointless))
                    .withMessageContaining("passkeys belong to names");
        }
        for (String odd :
                List.of("https://10.0.0.1", "https://[::1]", "http://127.0.0.1:3000", "http://app.example.com")) {
            assertThatIllegalArgumentException()
                    .as(odd)
                    .isThrownBy(() -> settings(HTTPS, "passkeys.related_origins=" + odd))
                    .withMessageContaining("passkeys.related_origins: given " + odd);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(HTTPS, "passkeys.rp_id=other.example.com"))
                .withMessageContaining("passkeys.rp_id: given other.example.com");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(HTTPS, "passkeys.models=2fc0579f-8113-47ea-b116-bb5a8db9202a"))
                .withMessageContaining("passkeys.attestation=direct");
    }

    @Test
    void trustAnchorsAreReadBeforeTheyAreNeeded() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path noise = Files.writeString(directory.resolve("noise.pem"), "not a certificate");
        Path broken = Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        for (Path file : List.of(empty, noise, broken, directory, directory.resolve("absent.pem"))) {
            assertThatIllegalArgumentException()
                    .as(file.toString())
                    .isThrownBy(() -> settings(HTTPS, "passkeys.attestation=direct", "passkeys.trust_anchors=" + file))
                    .withMessageContaining("passkeys.trust_anchors: given " + file)
                    .withMessageContaining("certificates in PEM");
        }
    }

    @Test
    void whatCouldNeverBeAskedIsNamedBeforeTheStart() {
        String secret = "webhooks.siem.secret=whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        assertThat(refusals(
                        "webhooks.siem.url=http://hooks.internal/in", secret, "passwords.breached_api=http://ranges"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("passwords.breached_api: given http://ranges; ranges: only https is spoken")
                                .endsWith("outgoing.allow_private"),
                        line -> assertThat(line).startsWith("webhooks.siem.url: given http://hooks.internal/in; "));
        assertThat(refusals("webhooks.siem.url=https://hooks.example.com/in", secret))
                .isEmpty();
        assertThat(refusals(
                        "webhooks.siem.url=http://hooks.internal/in", secret, "outgoing.allow_private=hooks.internal"))
                .isEmpty();
    }

    @Test
    void whatNoLetterCanServeIsWarnedOf() {
        assertThat(Production.warnings(settings("signin.magic_link=on", "mfa.email_codes=on")))
                .filteredOn(line -> line.endsWith("no letter can leave"))
                .satisfiesExactly(line -> assertThat(line).startsWith("mfa.email_codes is on"), line -> assertThat(line)
                        .startsWith("signin.magic_link is on"));
        assertThat(Production.warnings(settings(
                        "signin.email_code=on", "mail.smtp.host=mail.example.com", "mail.from=id@example.com")))
                .noneMatch(line -> line.contains("no letter can leave"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(
                        "mail.smtp.host=mail.example.com", "mail.from=id@example.com", "mail.smtp.user=gatehouse"))
                .withMessageContaining("mail.smtp.password: not given");
    }

    @Test
    void aRoleThatIsNoneIsNoticed() {
        Values settings = settings("mfa.required_roles=admn,moderator");
        assertThat(Production.unknownRoles(settings, Set.of("admin", "moderator")::contains))
                .singleElement()
                .asString()
                .startsWith("mfa.required_roles: there is no role admn,");
        assertThat(Production.unknownRoles(settings("mfa.required_roles=admin"), Set.of("admin")::contains))
                .isEmpty();
    }

    @Test
    void everythingInsecureIsNamedAtOnce() {
        assertThat(refusals(
                        "public_url=http://id.example.com",
                        "proxy.trusted=10.0.0.0/8,0.0.0.0/0",
                        "cors.origins=http://app.example.com,https://app.example.com,http://localhost:3000",
                        "passwords.argon2=m=7168,t=4,p=1"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("public_url: "),
                        line -> assertThat(line).startsWith("proxy.trusted: given 0.0.0.0/0, "),
                        line -> assertThat(line).startsWith("cors.origins: given http://app.example.com, "),
                        line -> assertThat(line).startsWith("passwords.argon2: given m=7168,t=4,p=1, "));
        assertThat(refusals(HTTPS, "passwords.argon2=m=7168,t=5,p=1")).isEmpty();
    }

    @Test
    void aClientThatIsNoneAsksNobodyForASecondFactor() {
        assertThat(Production.warnings(settings("mfa.required_clients=gatehouse")))
                .isEmpty();
        assertThat(Production.warnings(settings("mfa.required_clients=gatehouse,gatehause")))
                .singleElement()
                .asString()
                .startsWith("mfa.required_clients: there is no client gatehause, so nobody");
    }

    @Test
    void everyLimitOnGuessesAndLettersThatIsOffIsToldOf() {
        for (String limit : List.of(
                "login",
                "login_address",
                "signup",
                "second_factor",
                "second_factor_address",
                "second_factor_mail",
                "recovery",
                "recovery_address",
                "mail_account",
                "verification")) {
            assertThat(Production.warnings(settings("limits." + limit + "=off")))
                    .singleElement()
                    .asString()
                    .startsWith("limits." + limit + " is off: ");
        }
    }

    @Test
    void whatIsUnwiseIsAllowedWithAWarning() {
        assertThat(Production.warnings(settings())).isEmpty();
        assertThat(Production.warnings(settings(HTTPS, "proxy.trusted=127.0.0.1")))
                .isEmpty();
        assertThat(Production.warnings(settings(
                        HTTPS,
                        "limits.login=off",
                        "log.level=debug",
                        "database.url=jdbc:postgresql://db.example.com/gatehouse")))
                .hasSize(4)
                .anyMatch(line -> line.startsWith("limits.login is off"))
                .anyMatch(line -> line.contains("proxy.trusted names none"))
                .anyMatch(line -> line.startsWith("log.level is below info"))
                .anyMatch(line -> line.contains("sslmode=verify-full"));
        assertThat(Production.warnings(
                        settings("database.url=jdbc:postgresql://db.example.com/gatehouse?sslmode=verify-full")))
                .isEmpty();
        assertThat(Production.warnings(settings("database.url=jdbc:postgresql://localhost/gatehouse")))
                .isEmpty();
        assertThat(Production.warnings(settings("tokens.access.ttl.oauth=7d")))
                .singleElement()
                .asString()
                .startsWith("tokens.refresh.ttl does not outlive every access token");
        assertThat(Production.warnings(settings("tokens.access.ttl.oauth=7d", "tokens.refresh.ttl=14d")))
                .isEmpty();
    }

    @Test
    void whatTheServerMeasuresIsNotForEverybody() {
        assertThat(refusals(HTTPS, "metrics.open=on"))
                .singleElement()
                .asString()
                .startsWith("metrics.open: on, which tells everybody");
        assertThat(refusals(HTTPS, "metrics.token=0123456789abcdef0123456789abcdef"))
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("metrics.token=too-short"))
                .withMessageContaining("metrics.token: shorter than 32 characters")
                .withMessageNotContaining("too-short");
    }

    @Test
    void hostsInPrivateNetworksAreNamedOneByOne() {
        assertThat(Production.warnings(
                        settings(HTTPS, "proxy.trusted=10.0.0.1", "outgoing.allow_private=keycloak:8443")))
                .singleElement()
                .asString()
                .startsWith("outgoing.allow_private: keycloak:8443 is asked wherever");
        for (String wide :
                List.of("*", "*.internal", "10.0.0.0/8", "https://keycloak", "key cloak", "a@b", "host:999999")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings("outgoing.allow_private=" + wide))
                    .withMessageContaining("outgoing.allow_private: given " + wide);
        }
    }
}
