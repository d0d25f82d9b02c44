package dev.gatehouse.platform.mail;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Hands letters to a mail server (RFC 5321), each over a connection of its own. Nothing of the library behind it is
 * loaded before the first letter.
 */
public final class SmtpPost implements Post {
    private final MailSettings settings;
    private final List<X509Certificate> authorities;

    /** @param authorities who may vouch for the mail server beside those whom the JDK trusts */
    public SmtpPost(MailSettings settings, List<X509Certificate> authorities) {
        this.settings = settings;
        this.authorities = List.copyOf(authorities);
    }

    @Override
    public void send(Message message) {
        new SmtpConversation(settings, authorities).send(message);
    }
}
