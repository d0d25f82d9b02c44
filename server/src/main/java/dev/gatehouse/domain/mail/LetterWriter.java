package dev.gatehouse.domain.mail;

import dev.gatehouse.platform.pages.Sheet;
import dev.gatehouse.platform.pages.Stationery;
import dev.gatehouse.platform.pages.Texts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what a letter is about, in its reader's language. */
final class LetterWriter {
    /** A letter that can be sent. */
    record Written(Locale language, String subject, String text, String html) {}

    /** What a letter may tell of its case, in this order. */
    private static final List<String> DETAILS =
            List.of("email", "username", "provider", "name", "at", "device", "address", "expires");

    /**
     * What may be called a name. Whoever signs up with somebody else's address chooses the name too, and is not to write
     * that person an advertisement.
     */
    private static final Pattern NAME = Pattern.compile("\\p{L}(?:[\\p{L}\\p{M} '’-]|\\.(?= |$)){0,39}");

    private static final int LONGEST_DETAIL = 120;

    private final Stationery stationery;
    private final String publicUrl;
    private final UnaryOperator<String> providerNames;

    /**
     * @param publicUrl what links begin with, without a slash at its end
     * @param providerNames what people call a provider, by its name in settings
     */
    LetterWriter(Stationery stationery, String publicUrl, UnaryOperator<String> providerNames) {
        this.stationery = stationery;
        this.publicUrl = publicUrl;
        this.providerNames = providerNames;
    }

    Written write(Letter letter) {
        Texts texts = stationery.texts(letter.language());
        String service = stationery.service();
        String key = "mail." + letter.kind().label();
        String subject = texts.get(key + ".subject", service);
        List<String> paragraphs = new ArrayList<>(List.of(texts.get(key + ".text", service)));
        Sheet.Button button = button(texts, letter);
        if (letter.code() != null && button != null) {
            paragraphs.add(texts.get("mail.code_or_button"));
        }
        Sheet sheet = new Sheet(
                subject,
                greeting(texts, letter.name()),
                paragraphs,
                button,
                letter.code(),
                details(texts, letter),
                List.of(texts.get("mail.otherwise." + letter.kind().otherwise(), service)),
                texts.get("mail.reason." + (letter.kind().asked() ? "asked" : "account"), publicUrl));
        return new Written(
                texts.language().locale(), subject, stationery.text(texts, sheet), stationery.html(texts, sheet));
    }

    private static String greeting(Texts texts, @Nullable String name) {
        return name != null && NAME.matcher(name.strip()).matches()
                ? texts.get("mail.greeting_name", name.strip())
                : texts.get("mail.greeting");
    }

    private Sheet.@Nullable Button button(Texts texts, Letter letter) {
        String link = letter.link();
        String label = letter.kind().button();
        if (link == null && label.equals("account")) {
            link = publicUrl + "/account";
        }
        return link == null ? null : new Sheet.Button(texts.get("mail.button." + label), link, texts.get("mail.link"));
    }

    private List<Sheet.Detail> details(Texts texts, Letter letter) {
        List<Sheet.Detail> details = new ArrayList<>();
        for (String name : DETAILS) {
            String value = letter.values().get(name);
            if (value != null) {
                String said = name.equals("provider") ? providerNames.apply(value) : value;
                details.add(new Sheet.Detail(texts.get("mail.detail." + name), detail(texts, said)));
            }
        }
        return details;
    }

    /** Times in the reader's way of writing them, all else on one line. */
    private static String detail(Texts texts, String value) {
        try {
            return texts.moment(Instant.parse(value));
        } catch (DateTimeException noTime) {
            String line = value.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
            return line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) + "…" : line;
        }
    }
}
