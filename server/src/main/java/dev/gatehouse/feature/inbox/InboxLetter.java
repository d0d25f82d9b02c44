package dev.gatehouse.feature.inbox;

import dev.gatehouse.platform.mail.Message;
import dev.gatehouse.platform.pages.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A letter as the inbox shows it.
 *
 * @param at when it was sent, to be read
 * @param language as a BCP 47 tag
 * @param text in stretches, of which some are addresses
 */
public record InboxLetter(String id, String at, String to, String language, String subject, List<Stretch> text) {
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\"]*[\\w/=-]");

    /** @param address where it leads; null for plain text */
    public record Stretch(String text, @Nullable String address) {}

    static InboxLetter of(Message message, Texts texts) {
        return new InboxLetter(
                message.id().toString(),
                texts.moment(message.at()),
                message.to().address(),
                message.language().toLanguageTag(),
                message.subject(),
                stretches(message.text()));
    }

    /** The first address in a text. */
    static @Nullable String link(String text) {
        Matcher address = ADDRESS.matcher(text);
        return address.find() ? address.group() : null;
    }

    /** {@code rtl} where its language runs from right to left. */
    public String direction() {
        return language.equals("ar") ? "rtl" : "ltr";
    }

    private static List<Stretch> stretches(String text) {
        List<Stretch> stretches = new ArrayList<>();
        Matcher address = ADDRESS.matcher(text);
        int from = 0;
        while (address.find()) {
            stretches.add(new Stretch(text.substring(from, address.start()), null));
            stretches.add(new Stretch(address.group(), address.group()));
            from = address.end();
        }
        stretches.add(new Stretch(text.substring(from), null));
        return stretches;
    }
}
