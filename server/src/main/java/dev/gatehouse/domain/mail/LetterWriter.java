package dev.gatehouse.domain.mail;

import dev.gatehouse.platform.pages.Sheet;
import dev.gatehouse.platform.pages.Stationery;
import dev.gatehouse.platform.pages.Texts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what a letter is about, in its reader's language. */
final class LetterWriter {
    /** A letter that can be sent. */
    record Written(Locale language, String subject, String text, String html) {}

    private final Stationery stationery;
    private final String publicUrl;

    /** @param publicUrl what links begin with, without a slash at its end */
    LetterWriter(Stationery stationery, String publicUrl) {
        this.stationery = stationery;
        this.publicUrl = publicUrl;
    }

    Written write(Letter letter) {
        Texts texts = stationery.texts(letter.language());
        String subject = texts.get("mail.subject", stationery.service());
        Sheet sheet = new Sheet(
                subject,
                texts.get("mail.greeting"),
                List.of(),
                button(texts, letter.link()),
                letter.code(),
                List.of(),
                List.of(),
                texts.get("mail.reason", publicUrl));
        return new Written(
                texts.language().locale(), subject, stationery.text(texts, sheet), stationery.html(texts, sheet));
    }

    private static Sheet.@Nullable Button button(Texts texts, @Nullable String link) {
        return link == null ? null : new Sheet.Button(texts.get("mail.button"), link, texts.get("mail.link"));
    }
}
