package dev.gatehouse.testing;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A letter as a mail program reads it.
 *
 * @param source with all headers, as it came
 */
public record Mail(String to, String subject, String text, String html, String source) {
    private static final Pattern LINK = Pattern.compile("https?://\\S+");
    private static final Pattern CODE = Pattern.compile("(?m)^[0-9A-Z]{4,12}(-[0-9A-Z]{4,12})*$");

    static Mail of(MimeMessage message) {
        try {
            MimeMultipart both = (MimeMultipart) message.getContent();
            ByteArrayOutputStream source = new ByteArrayOutputStream();
            message.writeTo(source);
            return new Mail(
                    message.getAllRecipients()[0].toString(),
                    message.getSubject(),
                    content(both.getBodyPart(0)),
                    content(both.getBodyPart(1)),
                    source.toString(StandardCharsets.UTF_8));
        } catch (MessagingException | IOException malformed) {
            throw new IllegalStateException("a letter that nobody can read", malformed);
        }
    }

    /** The first address in the text, which the HTML leads to as well. */
    public String link() {
        Matcher link = LINK.matcher(text);
        if (!link.find() || !html.contains("href=\"" + link.group() + "\"")) {
            throw new AssertionError("no link in\n" + text);
        }
        return link.group();
    }

    /** The link from its path on, for a test's client. */
    public String path() {
        return link().replaceFirst("https?://[^/]+", "");
    }

    /** The code, which stands on a line of its own. */
    public String code() {
        Matcher code = CODE.matcher(text);
        if (!code.find()) {
            throw new AssertionError("no code in\n" + text);
        }
        return code.group();
    }

    /** What a header says; null where it is not there. */
    public @Nullable String header(String name) {
        Matcher header = Pattern.compile("(?mi)^" + Pattern.quote(name) + ": ((?:.*)(?:\\r\\n[ \\t].*)*)")
                .matcher(source.substring(0, source.indexOf("\r\n\r\n")));
        return header.find() ? header.group(1) : null;
    }

    private static String content(BodyPart part) throws MessagingException {
        try {
            return part.getContent().toString().replace("\r\n", "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
