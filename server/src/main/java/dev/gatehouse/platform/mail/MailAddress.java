package dev.gatehouse.platform.mail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where mail goes or comes from.
 *
 * @param name what stands beside the address; null for none
 * @param address with a name of at least one character on each side of one {@code @}, and nothing that would end it
 */
public record MailAddress(@Nullable String name, String address) {
    private static final Pattern NAMED = Pattern.compile("\\s*([^<>]*?)\\s*<([^<>]+)>\\s*");
    /** What ends an address or begins another in a header or a command (RFC 5322, section 3.2.3), and any control. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cntrl}\\p{Z}()<>\\[\\]:;,\"\\\\]");

    private static final int LONGEST = 254;

    /** @throws IllegalArgumentException where this is no address that mail can be sent to */
    public MailAddress {
        int at = address.indexOf('@');
        if (at < 1 || at != address.lastIndexOf('@') || at == address.length() - 1) {
            throw new IllegalArgumentException("not an e-mail address");
        }
        if (address.length() > LONGEST || UNFIT.matcher(address).find()) {
            throw new IllegalArgumentException("not an e-mail address");
        }
        name = name == null || name.isBlank() ? null : oneLine(name);
    }

    /** Reads {@code name@example.com} or {@code A name <name@example.com>}. */
    static MailAddress parse(String text) {
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            return new MailAddress(named.group(1).replaceAll("^\"|\"$", ""), named.group(2));
        }
        return new MailAddress(null, text.strip());
    }

    String domain() {
        return address.substring(address.indexOf('@') + 1);
    }

    boolean ascii() {
        return address.chars().allMatch(c -> c < 0x80);
    }

    /** A text that cannot begin another header, nor turn the text around it. */
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\u202a-\u202e\u2066-\u2069]+", " ")
                .strip();
    }

    @Override
    public String toString() {
        return "MailAddress[]";
    }
}
