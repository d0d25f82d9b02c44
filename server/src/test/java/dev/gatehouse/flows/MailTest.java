package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.Map;

/** Letters from a feature to a mail program, over a real mail server. */
class MailTest {
    private static Letter letter(LetterKind kind, String to) {
        return new Letter(kind, to, "Ada", "de", Map.of(), TestServer.PUBLIC_URL + "/recover/abc_DEF-123", "483920");
    }

    @OnEveryDatabase
    void aLetterArrivesInBothForms(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            server.post(letter(LetterKind.RECOVER, "ada@example.com"));
            Mail mail = server.letterTo("ada@example.com");
            assertThat(mail.link()).isEqualTo(TestServer.PUBLIC_URL + "/recover/abc_DEF-123");
            assertThat(mail.code()).isEqualTo("483920");
            assertThat(mail.html()).contains("<html lang=\"de\" dir=\"ltr\">", "483920");
            assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
            assertThat(mail.header("Message-ID")).matches("<[0-9a-f-]{36}@gatehouse\\.example>");
            assertThat(mail.header("Content-Language")).isEqualTo("de");
        }
    }
}
