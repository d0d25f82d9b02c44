package dev.gatehouse.platform.mail;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How letters leave.
 *
 * @param host the mail server; empty where none can be sent
 * @param port 1 to 65,535
 * @param allowPlain whether letters may leave in the clear beyond this machine
 * @param connectTimeout for the connection alone
 * @param timeout for each answer of the mail server
 * @param from who writes; there where {@code host} is
 * @param replyTo where answers go
 * @param notices whether people are told of what happens to their accounts
 */
public record MailSettings(
        Optional<String> host,
        int port,
        Security security,
        boolean allowPlain,
        Optional<String> user,
        Optional<Secret> password,
        Duration connectTimeout,
        Duration timeout,
        Optional<MailAddress> from,
        Optional<MailAddress> replyTo,
        boolean notices) {
    /** How the connection is kept from others. */
    public enum Security {
        /** Begun in the clear, then TLS (RFC 3207); nothing is sent where the server does not offer it. */
        STARTTLS,
        /** TLS from the first byte (RFC 8314, section 3.3). */
        TLS,
        /** In the clear. */
        NONE
    }

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private static final Setting<Optional<String>> HOST = Setting.text(
                    "mail.smtp.host", "", "The mail server that takes letters; none can be sent without it.")
            .orNone();
    private static final Setting<Integer> PORT =
            Setting.integer("mail.smtp.port", 587, 1, 65_535, "Its port: usually 587 with starttls, 465 with tls.");
    private static final Setting<Security> SECURITY = Setting.choice(
            "mail.smtp.security",
            Security.STARTTLS,
            "How the connection is kept from others. With starttls and tls nothing is sent unless the server's"
                    + " certificate is good for its name; none is for a server on this machine.");
    private static final Setting<Boolean> ALLOW_PLAIN = Setting.flag(
            "mail.smtp.allow_plain",
            false,
            "Whether security none may be used beyond this machine, where others on the way read every link and code.");
    private static final Setting<Optional<String>> USER = Setting.text(
                    "mail.smtp.user", "", "Who signs in to the mail server.")
            .orNone();
    private static final Setting<Optional<Secret>> PASSWORD =
            Setting.secret("mail.smtp.password", "The password for the mail server.");
    private static final Setting<Duration> CONNECT_TIMEOUT = Setting.duration(
            "mail.smtp.connect_timeout",
            "10s",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            "How long a connection to the mail server may take.");
    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "mail.smtp.timeout",
            "20s",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            "How long the mail server may take for each answer.");
    private static final Setting<Optional<MailAddress>> FROM = Setting.of(
                    "mail.from",
                    MailAddress::parse,
                    "an address such as id@example.com or Example <id@example.com>",
                    "",
                    "Who writes the letters; needed where mail.smtp.host is given. Without a name it is passwords.service_name.")
            .orNone();
    private static final Setting<Optional<MailAddress>> REPLY_TO = Setting.of(
                    "mail.reply_to",
                    MailAddress::parse,
                    "an address such as help@example.com or Help <help@example.com>",
                    "",
                    "Where answers to letters go; to mail.from where it is not given.")
            .orNone();
    private static final Setting<Boolean> NOTICES = Setting.flag(
            "mail.notices",
            true,
            "Whether people get a letter when something of their account changes that they should know of:"
                    + " password, second factors, passkeys, linked providers, a new device.");

    /** What an operator may set. */
    public static final RoomSettings<MailSettings> SETTINGS = RoomSettings.of(
            "Mail",
            List.of(
                    HOST,
                    PORT,
                    SECURITY,
                    ALLOW_PLAIN,
                    USER,
                    PASSWORD,
                    CONNECT_TIMEOUT,
                    TIMEOUT,
                    FROM,
                    REPLY_TO,
                    NOTICES),
            values -> new MailSettings(
                    values.get(HOST),
                    values.get(PORT),
                    values.get(SECURITY),
                    values.get(ALLOW_PLAIN),
                    values.get(USER),
                    values.get(PASSWORD),
                    values.get(CONNECT_TIMEOUT),
                    values.get(TIMEOUT),
                    values.get(FROM),
                    values.get(REPLY_TO),
                    values.get(NOTICES)));

    /** @throws IllegalArgumentException with a sentence for the operator */
    public MailSettings {
        if (host.isPresent() && from.isEmpty()) {
            throw new IllegalArgumentException(
                    "mail.from: not given while mail.smtp.host is; allowed: an address such as id@example.com");
        }
        if (host.isPresent() && security == Security.NONE && !allowPlain && !thisMachine(host.get())) {
            throw new IllegalArgumentException("mail.smtp.security: given none while mail.smtp.host is " + host.get()
                    + "; allowed: starttls or tls, or mail.smtp.allow_plain=on where the network is yours alone");
        }
        if (password.isPresent() && user.isEmpty()) {
            throw new IllegalArgumentException(
                    "mail.smtp.user: not given while mail.smtp.password is; allowed: the user of that password");
        }
        if (user.isPresent() && password.isEmpty()) {
            throw new IllegalArgumentException(
                    "mail.smtp.password: not given while mail.smtp.user is; allowed: the password of that user");
        }
    }

    /** Whether letters can leave. */
    public boolean configured() {
        return host.isPresent();
    }

    /** The same, where letters come from this name unless {@code mail.from} says another. */
    public MailSettings by(String service) {
        Optional<MailAddress> named = from.map(
                address -> new MailAddress(address.name() == null ? service : address.name(), address.address()));
        return new MailSettings(
                host, port, security, allowPlain, user, password, connectTimeout, timeout, named, replyTo, notices);
    }

    private static boolean thisMachine(String host) {
        return THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
    }
}
