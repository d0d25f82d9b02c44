package dev.gatehouse.platform.mail;

import dev.gatehouse.platform.mail.MailSettings.Security;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** One connection to the mail server. */
final class SmtpConversation {
    private static final int LONGEST_NOTE = 200;
    private static final Pattern ADDRESS = Pattern.compile("\\S*@\\S*");

    private final MailSettings settings;
    private final List<X509Certificate> authorities;

    SmtpConversation(MailSettings settings, List<X509Certificate> authorities) {
        this.settings = settings;
        this.authorities = authorities;
    }

    void send(Message message) {
        try {
            Session session = Session.getInstance(properties(message.to().ascii()));
            MimeMessage mime = new Envelope(session, settings, message).mime();
            hand(session, mime);
        } catch (MessagingException failure) {
            throw new PostFailure(lasting(failure), note(failure));
        } catch (IOException | GeneralSecurityException failure) {
            throw new PostFailure(false, "the connection cannot be made: " + note(failure));
        }
    }

    private void hand(Session session, MimeMessage mime) throws MessagingException {
        Transport transport = session.getTransport(settings.security() == Security.TLS ? "smtps" : "smtp");
        try {
            transport.connect(
                    settings.host().orElseThrow(),
                    settings.port(),
                    settings.user().orElse(null),
                    settings.password().map(secret -> secret.reveal()).orElse(null));
            transport.sendMessage(mime, mime.getAllRecipients());
        } finally {
            close(transport);
        }
    }

    /** The server has the letter by now, or has said why not: how the connection ends changes nothing. */
    private static void close(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException afterTheFact) {
            // Nobody is owed a goodbye.
        }
    }

    private Properties properties(boolean ascii) throws GeneralSecurityException, IOException {
        Properties properties = new Properties();
        String mail = settings.security() == Security.TLS ? "mail.smtps." : "mail.smtp.";
        properties.setProperty(
                mail + "connectiontimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty(
                mail + "timeout", Long.toString(settings.timeout().toMillis()));
        properties.setProperty(mail + "from", settings.from().orElseThrow().address());
        properties.setProperty(mail + "localhost", settings.from().orElseThrow().domain());
        properties.setProperty(mail + "auth", Boolean.toString(settings.user().isPresent()));
        properties.setProperty(mail + "auth.mechanisms", "PLAIN LOGIN");
        properties.setProperty(mail + "quitwait", "false");
        properties.setProperty(mail + "ssl.checkserveridentity", "true");
        properties.setProperty(mail + "ssl.protocols", "TLSv1.3 TLSv1.2");
        properties.setProperty(mail + "starttls.enable", Boolean.toString(settings.security() == Security.STARTTLS));
        properties.setProperty(mail + "starttls.required", Boolean.toString(settings.security() == Security.STARTTLS));
        if (settings.security() != Security.NONE) {
            properties.put(mail + "ssl.socketFactory", Trust.sockets(authorities));
        }
        // Addresses beyond ASCII need a server that takes them (RFC 6531); all others do not depend on that.
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(!ascii));
        return properties;
    }

    /**
     * Whether the server has refused this reader or this letter for good (RFC 5321, section 4.2.1). A refusal of us, such
     * as a wrong password, is the operator's to mend, and the letter waits for that.
     */
    private static boolean lasting(MessagingException failure) {
        for (Exception each = failure; each != null; each = next(each)) {
            if (each instanceof SMTPAddressFailedException reader && reader.getReturnCode() / 100 == 5) {
                return true;
            }
            if (each instanceof SMTPSendFailedException letter
                    && letter.getReturnCode() / 100 == 5
                    && !String.valueOf(letter.getCommand()).startsWith("MAIL")) {
                return !(next(each) instanceof SMTPAddressFailedException later) || later.getReturnCode() / 100 == 5;
            }
        }
        return false;
    }

    private static @Nullable Exception next(Exception failure) {
        return failure instanceof MessagingException mail ? mail.getNextException() : null;
    }

    /** What the operator has to know: the innermost sentence, without addresses. */
    private static String note(Exception failure) {
        Exception innermost = failure;
        for (Exception each = failure; each != null; each = next(each)) {
            boolean speaks = each.getMessage() != null && !each.getMessage().isBlank();
            if (speaks && !(each instanceof SendFailedException && each.getClass() == SendFailedException.class)) {
                innermost = each;
            }
        }
        String kind = innermost instanceof AuthenticationFailedException
                ? "the mail server refused mail.smtp.user"
                : innermost.getClass().getSimpleName();
        String said = ADDRESS.matcher(MailAddress.oneLine(String.valueOf(innermost.getMessage())))
                .replaceAll("…");
        return kind + ": " + (said.length() > LONGEST_NOTE ? said.substring(0, LONGEST_NOTE) : said);
    }
}
