package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.Mailbox;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Letters from a feature to a mail program, over a real mail server. */
class MailTest {
    private static final String READER = "ada@example.com";
    private static final String LINK = TestServer.PUBLIC_URL + "/recover/abc_DEF-123";
    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "pt", "ja", "zh-Hans", "ar");

    private static Letter letter(LetterKind kind, String to, String language) {
        return new Letter(
                kind,
                to,
                "Ada",
                language,
                Map.of(
                        "at", "2026-03-02T09:00:00Z",
                        "expires", "2026-03-02T10:00:00Z",
                        "device", "Firefox, Linux",
                        "address", "192.0.2.7",
                        "provider", "google",
                        "name", "My <i>key</i>",
                        "email", "new@example.com"),
                LINK,
                "483920");
    }

    private static Letter letter(String to) {
        return letter(LetterKind.RECOVER, to, "de");
    }

    private static long waiting(TestServer server) {
        return server.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM outbox", row -> row.number("n")))
                .orElseThrow();
    }

    @OnEveryDatabase
    void aLetterArrivesInBothForms(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            server.post(letter(READER));
            Mail mail = server.letterTo(READER);
            assertThat(mail.subject()).isEqualTo("Wählen Sie ein neues Passwort");
            assertThat(mail.link()).isEqualTo(LINK);
            assertThat(mail.code()).isEqualTo("483920");
            assertThat(mail.html()).contains("<html lang=\"de\" dir=\"ltr\">", "483920");
            assertThat(mail.header("From")).isEqualTo("Gatehouse <id@gatehouse.example>");
            assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
            assertThat(mail.header("Message-ID")).matches("<[0-9a-f-]{36}@gatehouse\\.example>");
            assertThat(mail.header("Content-Language")).isEqualTo("de");
            assertThat(server.api().get("/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void everyKindIsWrittenInEveryLanguage() {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.mailing(on)) {
            for (LetterKind kind : LetterKind.values()) {
                for (String language : LANGUAGES) {
                    server.post(letter(
                            kind, kind.name().toLowerCase(Locale.ROOT) + "." + language + "@example.com", language));
                }
            }
            server.settle();
            List<Mail> all = server.mailbox().all();
            assertThat(all).hasSize(LetterKind.values().length * LANGUAGES.size());
            assertThat(all).allSatisfy(mail -> {
                assertThat(mail.subject() + mail.text() + mail.html())
                        .as(mail.to())
                        .doesNotContain("{0}", "{1}", ">null<", "\nnull\n", " null\n")
                        .doesNotContain("<i>key</i></");
                assertThat(mail.text()).contains("My <i>key</i>", "192.0.2.7");
                assertThat(mail.html()).contains("My &lt;i&gt;key&lt;/i&gt;").doesNotContain("<i>");
                assertThat(mail.link()).isEqualTo(LINK);
                assertThat(mail.html()).startsWith("<!doctype html>").contains("</html>");
            });
            assertThat(all.stream().map(Mail::subject).distinct().count())
                    .as("subjects of their own")
                    .isGreaterThan(170);
            assertThat(server.mailbox().newestTo("recover.ar@example.com").html())
                    .contains("<html lang=\"ar\" dir=\"rtl\">");
        }
    }

    @OnEveryDatabase
    void aLetterWaitsForTheMailServerAcrossRestarts(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Mailbox first = server.mailbox();
            first.close();
            server.post(letter(READER));
            server.settle();
            assertThat(waiting(server)).isOne();
            try (Mailbox back = new Mailbox()) {
                server.restart(back.settings().toArray(String[]::new));
                server.settle();
                assertThat(back.all()).as("not before its time").isEmpty();
                server.clock().advance(Duration.ofSeconds(13));
                server.settle();
                assertThat(back.to(READER)).hasSize(1);
                assertThat(waiting(server)).isZero();
            }
        }
    }

    /** As where a process is killed when the mail server has the letter, and the database does not know it yet. */
    @OnEveryDatabase
    void aLetterThatMayHaveLeftLeavesAgainUnderTheSameName(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            record Row(String id, String payload) {}
            server.mailbox().close();
            server.post(letter(READER));
            server.settle();
            Row held = server.database()
                    .read(sql -> sql.one(
                            "SELECT id, payload FROM outbox", row -> new Row(row.text("id"), row.text("payload"))))
                    .orElseThrow();
            try (Mailbox back = new Mailbox()) {
                server.restart(back.settings().toArray(String[]::new));
                server.clock().advance(Duration.ofMinutes(3));
                server.settle();
                server.database()
                        .write(transaction -> transaction.update(
                                "INSERT INTO outbox (id, kind, payload, attempts, created_at, due_at, expires_at)"
                                        + " VALUES (?, 'letter', ?, 1, ?, ?, ?)",
                                held.id(),
                                held.payload(),
                                server.clock().instant(),
                                server.clock().instant(),
                                server.clock().instant().plus(Duration.ofDays(1))));
                server.settle();
                assertThat(back.to(READER))
                        .hasSize(2)
                        .extracting(mail -> mail.header("Message-ID"))
                        .containsOnly("<" + held.id() + "@gatehouse.example>");
            }
        }
    }

    @OnEveryDatabase
    void neitherTheTableNorTheLogSaysWhatALetterSays(TestDatabase on) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level before = root.getLevel();
        root.setLevel(Level.DEBUG);
        root.addAppender(lines);
        try (TestServer server = TestServer.mailing(on)) {
            server.mailbox().close();
            server.post(letter(READER));
            server.settle();
            List<String> payloads =
                    server.database().read(sql -> sql.list("SELECT payload FROM outbox", row -> row.text("payload")));
            assertThat(payloads).singleElement().asString().doesNotContain("example", "abc_DEF", "483920");
            server.clock().advance(Duration.ofDays(2));
            server.settle();
            assertThat(waiting(server)).as("given up").isZero();
            List<String> details = server.database()
                    .read(sql -> sql.list(
                            "SELECT detail FROM audit_events WHERE action = 'outbox.given_up'",
                            row -> row.text("detail")));
            assertThat(details).singleElement().asString().contains("\"kind\":\"letter\"");
            assertThat(List.copyOf(lines.list).stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .filter(line ->
                                    line.contains(READER) || line.contains("abc_DEF") || line.contains("483920")))
                    .isEmpty();
        } finally {
            root.detachAppender(lines);
            root.setLevel(before);
        }
    }

    /** Row A06: whatever a request claims, letters lead to the configured address, and nothing else can be posted. */
    @OnEveryDatabase
    void aLetterLeadsToThisServerOnly(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            for (String link : List.of(
                    "https://evil.example/recover/x",
                    TestServer.PUBLIC_URL + ".evil.example/x",
                    TestServer.PUBLIC_URL + "@evil.example/x",
                    "/recover/x")) {
                assertThatThrownBy(() ->
                                server.post(new Letter(LetterKind.RECOVER, READER, null, null, Map.of(), link, null)))
                        .as(link)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @OnEveryDatabase
    void nobodyIsGreetedByAnAdvertisement(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            for (String name :
                    List.of("Win at www.evil.example", "http://evil.example", "a".repeat(60), "call 0190 123")) {
                server.post(new Letter(LetterKind.VERIFY_EMAIL, READER, name, "en", Map.of(), LINK, null));
                assertThat(server.letterTo(READER).text())
                        .startsWith("Hello,\n")
                        .doesNotContain(name);
                server.mailbox().empty();
            }
            server.post(new Letter(LetterKind.VERIFY_EMAIL, READER, "J. R. O’Neill", "en", Map.of(), LINK, null));
            assertThat(server.letterTo(READER).text()).startsWith("Hello J. R. O’Neill,\n");
        }
    }

    @OnEveryDatabase
    void itIsMeasured(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "metrics.open=on")) {
            server.post(letter(READER));
            server.settle();
            assertThat(server.api().get("/metrics").expect(200).body())
                    .contains(
                            "gatehouse_mail_total{kind=\"recover\",outcome=\"sent\"} 1",
                            "gatehouse_outbox_attempts_total{kind=\"letter\",outcome=\"done\"} 1",
                            "gatehouse_outbox_waiting 0",
                            "gatehouse_outbox_oldest_seconds 0");
        }
    }
}
