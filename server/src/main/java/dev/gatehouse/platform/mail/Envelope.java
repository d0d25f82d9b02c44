package dev.gatehouse.platform.mail;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/**
 * A letter in its envelope (RFC 5322): plain text and HTML beside each other, and headers that tell programs that one of
 * them wrote it (RFC 3834), so that none answers.
 */
final class Envelope {
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final Session session;
    private final MailSettings settings;
    private final Message message;

    Envelope(Session session, MailSettings settings, Message message) {
        this.session = session;
        this.settings = settings;
        this.message = message;
    }

    MimeMessage mime() throws MessagingException, UnsupportedEncodingException {
        MailAddress from = settings.from().orElseThrow();
        MimeMessage mime = new Named(session, "<" + message.id() + "@" + from.domain() + ">");
        mime.setFrom(address(from));
        mime.setRecipient(RecipientType.TO, address(message.to()));
        if (settings.replyTo().isPresent()) {
            mime.setReplyTo(new InternetAddress[] {address(settings.replyTo().get())});
        }
        mime.setSubject(MailAddress.oneLine(message.subject()), UTF_8);
        mime.setSentDate(Date.from(message.at()));
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setHeader("X-Auto-Response-Suppress", "All");
        mime.setContentLanguage(new String[] {message.language().toLanguageTag()});
        MimeMultipart both = new MimeMultipart("alternative");
        both.addBodyPart(part(message.text(), "plain"));
        both.addBodyPart(part(message.html(), "html"));
        mime.setContent(both);
        mime.saveChanges();
        return mime;
    }

    private static InternetAddress address(MailAddress address) throws UnsupportedEncodingException {
        return new InternetAddress(address.address(), address.name(), UTF_8);
    }

    private static MimeBodyPart part(String text, String kind) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, kind);
        return part;
    }

    /** Has the same name at every attempt, where the library would make one of this machine's. */
    private static final class Named extends MimeMessage {
        private final String id;

        Named(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
