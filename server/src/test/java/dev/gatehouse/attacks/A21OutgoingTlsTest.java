package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingFailure;
import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row A21, in TLS: the checked address is believed only with a certificate for the name that was asked for. */
class A21OutgoingTlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ScriptedHost host;

    @BeforeAll
    static void makeCertificate() throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=provider.test",
                "-ext",
                "SAN=dns:provider.test");
        keytool(
                "-exportcert",
                "-alias",
                "own",
                "-rfc",
                "-file",
                directory.resolve("own.pem").toString());
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-keystore", directory.resolve("own.p12").toString(), "-storepass", new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor()).as(() -> "keytool, see " + directory).isZero();
    }

    @BeforeEach
    void open() throws Exception {
        host = secure(ScriptedHost.json("{}"));
    }

    /** A host that holds the certificate and says this. */
    private ScriptedHost secure(String answer) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("own.p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        ScriptedHost secure = new ScriptedHost(
                context.getServerSocketFactory(),
                (head, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
        opened.add(secure);
        return secure;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private static Object load(String... given) {
        Map<String, String> flags =
                new HashMap<>(Map.of("outgoing.allow_private", "provider.test,other.test,localhost"));
        for (String one : given) {
            flags.put("outgoing.ca", one);
        }
        return Settings.load(new Catalogue(List.of(OutgoingSettings.SETTINGS)), flags, Map.of(), directory);
    }

    private OutgoingClient client(String... authorities) {
        OutgoingClient client = new OutgoingClient(
                ((Values) load(authorities)).room(OutgoingSettings.SETTINGS),
                name -> List.of(InetAddress.getLoopbackAddress()),
                new Metrics());
        opened.add(client);
        return client;
    }

    private OutgoingRequest get(String scheme, String name) {
        return OutgoingRequest.get("test", URI.create(scheme + "://" + name + ":" + host.port() + "/keys"));
    }

    private static Reason reason(OutgoingClient client, OutgoingRequest request) {
        return catchThrowableOfType(OutgoingFailure.class, () -> client.send(request))
                .reason();
    }

    @Test
    void aCertificateOfAnAddedAuthorityForThatNameIsBelieved() throws Exception {
        OutgoingClient client = client(directory.resolve("own.pem").toString());
        assertThat(client.send(get("https", "provider.test")).status()).isEqualTo(200);
        assertThat(host.heads()).hasSize(1);
    }

    @Test
    void aCertificateForAnotherNameIsNot() {
        OutgoingClient client = client(directory.resolve("own.pem").toString());
        assertThat(reason(client, get("https", "other.test"))).isEqualTo(Reason.UNREACHABLE);
        assertThat(reason(client, get("https", "localhost"))).isEqualTo(Reason.UNREACHABLE);
        assertThat(host.heads()).isEmpty();
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNot() {
        assertThat(reason(client(), get("https", "provider.test"))).isEqualTo(Reason.UNREACHABLE);
        assertThat(reason(client(), get("http", "provider.test"))).isEqualTo(Reason.UNREACHABLE);
        assertThat(host.heads()).isEmpty();
    }

    @Test
    void httpsIsNotLeftForHttp() throws Exception {
        ScriptedHost plain = ScriptedHost.saying(ScriptedHost.json("{}"));
        opened.add(plain);
        host = secure(ScriptedHost.redirect("http://provider.test:" + plain.port() + "/"));
        OutgoingClient client = client(directory.resolve("own.pem").toString());
        assertThat(reason(client, get("https", "provider.test").following())).isEqualTo(Reason.FORBIDDEN);
        assertThat(plain.heads()).isEmpty();
    }

    @Test
    void aFileOfAuthoritiesIsCheckedAtTheStart() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path garbage = Files.writeString(
                directory.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        for (Path file : List.of(empty, garbage, directory.resolve("missing.pem"))) {
            assertThat(load(file.toString()))
                    .isInstanceOf(SettingsProblems.class)
                    .asString()
                    .contains("outgoing.ca: " + file);
        }
    }
}
