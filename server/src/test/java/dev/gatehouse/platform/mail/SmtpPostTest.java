package dev.gatehouse.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.mail.MailSettings.Security;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How letters leave: over what connections, and what becomes of refusals. */
class SmtpPostTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String READER = "ada@example.com";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (String name : List.of("localhost", "other.test")) {
            keytool(name, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=dns:" + name);
            keytool(
                    name,
                    "-exportcert",
                    "-rfc",
                    "-file",
                    directory.resolve(name + ".pem").toString());
        }
    }

    private static void keytool(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "own", "-storepass", new String(PASSWORD)));
        command.addAll(List.of("-keystore", directory.resolve(name + ".p12").toString()));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static SSLContext context(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static List<X509Certificate> trusted(String name) throws Exception {
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".pem"))) {
            return List.of(
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
    }

    private static MailSettings settings(int port, Security security, @Nullable String user) {
        return settings(port, security, user, PATIENCE);
    }

    private static MailSettings settings(int port, Security security, @Nullable String user, Duration patience) {
        return new MailSettings(
                Optional.of("localhost"),
                port,
                security,
                false,
                Optional.ofNullable(user),
                user == null ? Optional.empty() : Optional.of(new Secret("the mail password")),
                Duration.ofSeconds(5),
                patience,
                Optional.of(new MailAddress("Gatehouse", "id@gatehouse.example")),
                Optional.of(MailAddress.parse("Help <help@gatehouse.example>")),
                true);
    }

    private static Message message(String to, String subject) {
        return new Message(
                UUID.fromString("019cadc6-9b7a-721c-9221-ab755bd22aec"),
                Instant.parse("2026-03-02T09:00:00Z"),
                new MailAddress(null, to),
                Locale.GERMAN,
                subject,
                "Grüße\n",
                "<p>Grüße</p>");
    }

    private static @Nullable PostFailure sent(ScriptedSmtp server, Security security, @Nullable String user)
            throws Exception {
        return sent(server, security, user, List.of());
    }

    private static @Nullable PostFailure sent(
            ScriptedSmtp server, Security security, @Nullable String user, List<X509Certificate> authorities) {
        SmtpPost post = new SmtpPost(settings(server.port(), security, user), authorities);
        return catchThrowableOfType(PostFailure.class, () -> post.send(message(READER, "Grüße")));
    }

    private static PostFailure refused(Map<String, String> script, @Nullable String user) throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(script, null)) {
            PostFailure failure = Objects.requireNonNull(sent(server, Security.NONE, user));
            assertThat(failure).hasMessageNotContainingAny(READER, "the mail password", "example.com");
            assertThat(failure.getCause()).isNull();
            return failure;
        }
    }

    @Test
    void refusalsOfTheReaderOrTheLetterLast() throws Exception {
        assertThat(refused(Map.of("RCPT", "550 5.1.1 <ada@example.com> lives elsewhere"), null))
                .satisfies(failure -> assertThat(failure.lasting()).isTrue())
                .hasMessageContaining("lives elsewhere");
        assertThat(refused(Map.of("END", "554 5.7.1 we do not like it"), null).lasting())
                .isTrue();
    }

    @Test
    void refusalsForNowAndRefusalsOfUsDoNotLast() throws Exception {
        for (Map<String, String> script : List.of(
                Map.of("RCPT", "450 4.2.1 greylisted"),
                Map.of("END", "451 4.3.0 later"),
                Map.of("MAIL", "550 5.7.1 not from you"),
                Map.of("GREETING", "554 no service"),
                Map.of("DATA", "421 closing"))) {
            assertThat(refused(script, null).lasting()).as(script.toString()).isFalse();
        }
        PostFailure password = refused(Map.of("EHLO", "AUTH PLAIN LOGIN", "AUTH", "535 5.7.8 wrong"), "gatehouse");
        assertThat(password.lasting()).isFalse();
        assertThat(password).hasMessageContaining("mail.smtp.user");
    }

    @Test
    void aServerThatIsNotThereOrSaysNothingIsNotWaitedForForLong() throws Exception {
        long begun = System.nanoTime();
        for (String silent : List.of("GREETING", "RCPT", "END")) {
            try (ScriptedSmtp server = new ScriptedSmtp(Map.of(silent, ScriptedSmtp.SILENCE), null)) {
                MailSettings brief = settings(server.port(), Security.NONE, null, Duration.ofMillis(500));
                PostFailure failure = catchThrowableOfType(
                        PostFailure.class, () -> new SmtpPost(brief, List.of()).send(message(READER, "Grüße")));
                assertThat(Objects.requireNonNull(failure).lasting()).as(silent).isFalse();
            }
        }
        ScriptedSmtp gone = new ScriptedSmtp(Map.of(), null);
        gone.close();
        assertThat(Objects.requireNonNull(sent(gone, Security.NONE, null)).lasting())
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void withoutStartTlsNothingIsSaid() throws Exception {
        for (Map<String, String> script :
                List.of(Map.of("EHLO", "AUTH PLAIN"), Map.of("EHLO", "STARTTLS", "STARTTLS", "454 not today"))) {
            try (ScriptedSmtp server = new ScriptedSmtp(script, null)) {
                PostFailure failure = Objects.requireNonNull(sent(server, Security.STARTTLS, "gatehouse"));
                assertThat(failure.lasting()).isFalse();
                assertThat(server.heard("AUTH")).isFalse();
                assertThat(server.heard("MAIL")).isFalse();
            }
        }
    }

    @Test
    void theServerHasToBeTheOneThatWasNamed() throws Exception {
        Map<String, String> starttls = Map.of("EHLO", "STARTTLS");
        Map<String, String> tls = Map.of("TLS", "");
        for (Security security : List.of(Security.STARTTLS, Security.TLS)) {
            Map<String, String> script = security == Security.TLS ? tls : starttls;
            try (ScriptedSmtp other = new ScriptedSmtp(script, context("other.test"));
                    ScriptedSmtp unknown = new ScriptedSmtp(script, context("localhost"))) {
                assertThat(sent(other, security, "gatehouse", trusted("other.test")))
                        .as("for another name")
                        .isNotNull();
                assertThat(sent(unknown, security, "gatehouse"))
                        .as("nobody vouches for it")
                        .isNotNull();
                for (ScriptedSmtp server : List.of(other, unknown)) {
                    assertThat(server.heard("AUTH")).isFalse();
                    assertThat(server.heard("MAIL")).isFalse();
                }
            }
        }
    }

    @Test
    void overTlsTheLetterArrives() throws Exception {
        for (Security security : List.of(Security.STARTTLS, Security.TLS)) {
            Map<String, String> script = security == Security.TLS
                    ? Map.of("TLS", "", "EHLO_TLS", "AUTH PLAIN LOGIN")
                    : Map.of("EHLO", "STARTTLS", "EHLO_TLS", "AUTH PLAIN LOGIN");
            try (ScriptedSmtp server = new ScriptedSmtp(script, context("localhost"))) {
                assertThat(sent(server, security, "gatehouse", trusted("localhost")))
                        .isNull();
                assertThat(server.heard())
                        .contains(
                                "tls MAIL FROM:<id@gatehouse.example>",
                                "tls RCPT TO:<ada@example.com>",
                                "tls Message-ID: <019cadc6-9b7a-721c-9221-ab755bd22aec@gatehouse.example>",
                                "tls Auto-Submitted: auto-generated",
                                "tls Reply-To: Help <help@gatehouse.example>");
                assertThat(server.heard("AUTH PLAIN")).isTrue();
            }
        }
    }

    @Test
    void nothingThatSomebodyIsCalledBecomesAHeader() throws Exception {
        String hostile = "Ada\r\nBcc: eve@example.com\r\n\r\nhello\u2028x\u202e";
        try (ScriptedSmtp server = new ScriptedSmtp(Map.of(), null)) {
            MailSettings usual = settings(server.port(), Security.NONE, null);
            Message message = new Message(
                    UUID.randomUUID(),
                    Instant.EPOCH,
                    new MailAddress(hostile, READER),
                    Locale.ENGLISH,
                    hostile,
                    "x",
                    "x");
            new SmtpPost(usual, List.of()).send(message);
            assertThat(server.heard("Bcc")).isFalse();
            assertThat(server.heard("hello")).isFalse();
            assertThat(server.heard().stream().filter(line -> line.startsWith("RCPT")))
                    .containsExactly("RCPT TO:<ada@example.com>");
        }
        for (String address : List.of(
                "ada@example.com\r\nRCPT TO:<eve@example.com>",
                "ada@example.com>,<eve@example.com",
                "ada@example.com, eve@example.com",
                "\"a b\"@example.com",
                "ada@exam ple.com",
                "ada",
                "@example.com",
                "ada@",
                "a@b@c",
                "ada@example.com\u0000")) {
            assertThatThrownBy(() -> new MailAddress(null, address))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void settingsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new MailSettings(
                        Optional.of("mail.example.com"),
                        25,
                        Security.NONE,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Optional.of(MailAddress.parse("id@example.com")),
                        Optional.empty(),
                        true))
                .hasMessageContaining("mail.smtp.security: given none");
        assertThatThrownBy(() -> new MailSettings(
                        Optional.of("localhost"),
                        25,
                        Security.TLS,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Optional.empty(),
                        Optional.empty(),
                        true))
                .hasMessageContaining("mail.from: not given");
        assertThat(MailAddress.parse("\"Acme, Inc.\" <id@example.com>").name()).isEqualTo("Acme, Inc.");
    }

    @Test
    void addressesBeyondAsciiNeedAServerThatTakesThem() throws IOException {
        try (ScriptedSmtp server = new ScriptedSmtp(Map.of("EHLO", "SMTPUTF8"), null)) {
            new SmtpPost(settings(server.port(), Security.NONE, null), List.of())
                    .send(message("grüße@example.com", "x"));
            assertThat(server.heard("RCPT TO:<grüße@example.com>")).isTrue();
        }
    }
}
