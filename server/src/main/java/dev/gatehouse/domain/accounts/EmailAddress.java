package dev.gatehouse.domain.accounts;

import com.ibm.icu.text.IDNA;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/**
 * An e-mail address (RFC 5321, section 4.1.2, and RFC 6531), without quoted names and address literals. Dots and what
 * follows a plus are kept: only the provider knows what they mean.
 *
 * @param address where mail goes: the local part as written, in NFC, and the domain in lower-case ASCII; at most 254 bytes
 * @param key equal for addresses that differ in case, width or composition, or look alike across writing systems
 */
public record EmailAddress(String address, String key) {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_LABEL = 63;
    private static final String SIGNS = "!#$%&'*+-/=?^_`{|}~";

    /** @throws InvalidName where this cannot be an e-mail address */
    public static EmailAddress parse(String typed) {
        if (typed.length() > LONGEST) {
            throw new InvalidName("An e-mail address has at most 254 characters.");
        }
        int at = typed.indexOf('@');
        if (at < 1 || at != typed.lastIndexOf('@')) {
            throw malformed();
        }
        String local = checkedLocal(Normalizer.normalize(typed.substring(0, at), Normalizer.Form.NFC));
        String domain = checkedDomain(asciiDomain(typed.substring(at + 1)));
        String key = checkedLocal(Confusables.fold(local)); // what it folds to might be no address
        return new EmailAddress(checkedLength(local + "@" + domain), checkedLength(key + "@" + domain));
    }

    private static String checkedLocal(String local) {
        if (bytes(local) > LONGEST_LOCAL) {
            throw new InvalidName("The part of an e-mail address before the @ has at most 64 characters.");
        }
        for (String atom : local.split("\\.", -1)) {
            if (atom.isEmpty() || !atom.codePoints().allMatch(EmailAddress::isAtomText)) {
                throw malformed();
            }
        }
        return local;
    }

    private static boolean isAtomText(int c) {
        return Character.isLetterOrDigit(c) || (c < 0x80 ? SIGNS.indexOf(c) >= 0 : Username.isMark(c));
    }

    /** UTS 46 without transitional forms, which is IDNA 2008's; ICU is loaded for such domains only. */
    private static String asciiDomain(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (Confusables.isAscii(lower) && !lower.startsWith("xn--") && !lower.contains(".xn--")) {
            return lower;
        }
        IDNA.Info info = new IDNA.Info();
        int rules = IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ;
        String ascii = IDNA.getUTS46Instance(rules)
                .nameToASCII(domain, new StringBuilder(), info)
                .toString();
        if (info.hasErrors()) {
            throw malformed();
        }
        return ascii.toLowerCase(Locale.ROOT);
    }

    private static String checkedDomain(String domain) {
        List<String> labels = List.of(domain.split("\\.", -1));
        boolean wellFormed = labels.size() >= 2 && labels.stream().allMatch(EmailAddress::isLabel);
        if (!wellFormed || labels.getLast().chars().allMatch(Character::isDigit)) {
            throw malformed();
        }
        return domain;
    }

    private static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= LONGEST_LABEL
                && !label.startsWith("-")
                && !label.endsWith("-")
                && label.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    private static String checkedLength(String address) {
        if (bytes(address) > LONGEST) {
            throw new InvalidName("An e-mail address has at most 254 characters.");
        }
        return address;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static InvalidName malformed() {
        return new InvalidName("This is not an e-mail address such as name@example.com");
    }
}
