package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.AuthenticatorAttestationResponse;
import com.webauthn4j.data.PublicKeyCredentialCreationOptions;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.test.TestAttestationUtil;
import com.webauthn4j.test.authenticator.AuthenticatorAdaptor;
import com.webauthn4j.test.authenticator.u2f.FIDOU2FAuthenticatorAdaptor;
import com.webauthn4j.test.authenticator.webauthn.AndroidKeyAuthenticator;
import com.webauthn4j.test.authenticator.webauthn.PackedAuthenticator;
import com.webauthn4j.test.authenticator.webauthn.TPMAuthenticator;
import com.webauthn4j.test.authenticator.webauthn.WebAuthnAuthenticatorAdaptor;
import com.webauthn4j.test.client.ClientPlatform;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What authenticators say about themselves, where the operator asks: of every format, by WebAuthn4J's emulators. */
class PasskeyAttestationTest {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String DIRECT = "passkeys.attestation=direct";
    private static final String ANYBODY = "passkeys.user_verification=preferred";

    @TempDir
    Path folder;

    private static Map<String, AuthenticatorAdaptor> formats() {
        Map<String, AuthenticatorAdaptor> all = new LinkedHashMap<>();
        all.put("packed", packed());
        all.put("tpm", new WebAuthnAuthenticatorAdaptor(new TPMAuthenticator()));
        all.put("android-key", new WebAuthnAuthenticatorAdaptor(new AndroidKeyAuthenticator()));
        all.put("fido-u2f", new FIDOU2FAuthenticatorAdaptor());
        return all;
    }

    private static AuthenticatorAdaptor packed() {
        return new WebAuthnAuthenticatorAdaptor(new PackedAuthenticator());
    }

    @OnEveryDatabase
    void everyFormatIsVerifiedAndKept(TestDatabase on) {
        try (TestServer server = TestServer.on(on, DIRECT, ANYBODY)) {
            formats().forEach((format, authenticator) -> {
                Tokens ada = server.person();
                assertThat(add(ada, authenticator).status()).as(format).isEqualTo(201);
                assertThat(kept(server, ada)).containsExactly(format);
            });
            Tokens ada = server.person();
            PasskeyCalls.add(ada, new Authenticator());
            assertThat(kept(server, ada)).containsExactly("none");
        }
    }

    @OnEveryDatabase
    void aStatementOfAnotherKeyIsRefused(TestDatabase on) {
        try (TestServer server = TestServer.on(on, DIRECT, ANYBODY)) {
            Tokens ada = server.person();
            JsonNode one = PasskeyCalls.creation(ada);
            Map<String, Object> credential = made(one, packed());
            Map<String, Object> other = made(PasskeyCalls.creation(ada), packed());
            Map<String, Object> mixed = new LinkedHashMap<>(credential);
            Map<String, Object> response = new LinkedHashMap<>();
            response.put("clientDataJSON", response(credential).get("clientDataJSON"));
            response.put("attestationObject", response(other).get("attestationObject"));
            mixed.put("id", other.get("id"));
            mixed.put("response", response);
            ada.api().post("/auth/passkeys", Map.of("credential", mixed)).expectInvalid("credential");
        }
    }

    @OnEveryDatabase
    void onlyTheModelsThatAreNamedAreTaken(TestDatabase on) {
        try (TestServer server =
                TestServer.on(on, DIRECT, ANYBODY, "passkeys.models=2fc0579f-8113-47ea-b116-bb5a8db9202a")) {
            Tokens ada = server.person();
            formats().forEach((format, authenticator) -> add(ada, authenticator).expectInvalid("credential"));
            PasskeyCalls.tryAdding(ada, new Authenticator()).expectInvalid("credential");
        }
    }

    @OnEveryDatabase
    void statementsLeadToTheCertificatesOfTheFile(TestDatabase on) throws IOException {
        String right = "passkeys.trust_anchors=" + pem("right", TestAttestationUtil.load3tierTestRootCACertificate());
        String wrong = "passkeys.trust_anchors=" + pem("wrong", TestAttestationUtil.load2tierTestRootCACertificate());
        try (TestServer server = TestServer.on(on, DIRECT, ANYBODY, right)) {
            Tokens ada = server.person();
            add(ada, packed()).expect(201);
            PasskeyCalls.tryAdding(ada, new Authenticator()).expectInvalid("credential");
            server.restart(wrong);
            add(server.person(), packed()).expectInvalid("credential");
        }
    }

    private static Reply add(Tokens who, AuthenticatorAdaptor authenticator) {
        return who.api().post("/auth/passkeys", Map.of("credential", made(PasskeyCalls.creation(who), authenticator)));
    }

    private static Map<String, Object> made(JsonNode options, AuthenticatorAdaptor authenticator) {
        PublicKeyCredentialCreationOptions wanted = new ObjectConverter()
                .getJsonMapper()
                .readValue(options.toString(), PublicKeyCredentialCreationOptions.class);
        ClientPlatform browser = new ClientPlatform(new Origin(TestServer.PUBLIC_URL), authenticator);
        var credential = browser.create(wanted);
        AuthenticatorAttestationResponse response = Objects.requireNonNull(credential.getResponse());
        return Map.of(
                "id",
                ENCODER.encodeToString(credential.getRawId()),
                "type",
                "public-key",
                "response",
                Map.of(
                        "clientDataJSON", ENCODER.encodeToString(response.getClientDataJSON()),
                        "attestationObject", ENCODER.encodeToString(response.getAttestationObject())));
    }

    private static Map<?, ?> response(Map<String, Object> credential) {
        return (Map<?, ?>) Objects.requireNonNull(credential.get("response"));
    }

    private static List<String> kept(TestServer server, Tokens who) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT attestation FROM passkeys WHERE account_id = ?",
                        row -> row.text("attestation"),
                        who.id()));
    }

    private Path pem(String name, X509Certificate certificate) throws IOException {
        try {
            String text = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            return Files.writeString(folder.resolve(name + ".pem"), text);
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
