package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.InvalidName;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.providers.ProvenIdentity;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a provider says, made fit to be kept: whatever it sends, a sign-in neither fails over it nor keeps it as it is. */
final class Outside {
    private static final int LABEL = 200;
    private static final int NAME = 200;
    private static final int EMAIL = 320;
    private static final int PICTURE = 2048;
    private static final String BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private Outside() {}

    static String label(ProvenIdentity proven) {
        String label = text(proven.label(), LABEL);
        return label == null ? "?" : label;
    }

    static @Nullable String name(ProvenIdentity proven) {
        return text(proven.name(), NAME);
    }

    /** As the provider wrote it, for the person to recognise; null where it is too long to be one. */
    static @Nullable String email(ProvenIdentity proven) {
        String email = text(proven.email(), EMAIL + 1);
        return email == null || email.length() > EMAIL ? null : email;
    }

    /** Null where it is no {@code https} address. */
    static @Nullable String picture(ProvenIdentity proven) {
        String picture = proven.picture();
        if (picture == null || picture.length() > PICTURE) {
            return null;
        }
        try {
            URI uri = new URI(picture);
            boolean good = "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
            return good && uri.getRawUserInfo() == null ? uri.toASCIIString() : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The address as accounts have it; empty where there is none or it cannot be one. */
    static Optional<EmailAddress> address(@Nullable String email) {
        if (email == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EmailAddress.parse(email.strip()));
        } catch (InvalidName e) {
            return Optional.empty();
        }
    }

    /** The user name, where it can be one here. */
    static Optional<Username> username(ProvenIdentity proven) {
        String username = proven.username();
        if (username == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Username.parse(username));
        } catch (InvalidName e) {
            return Optional.empty();
        }
    }

    /**
     * Whether mail to one reaches the other. Keys are equal for more than that: for addresses that only look alike, one
     * of which proves nothing of the other.
     */
    static boolean same(EmailAddress one, @Nullable String other) {
        return other != null && one.address().toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    /** Without characters that cannot be seen or turn others around, in one line, not longer than this; null for nothing. */
    private static @Nullable String text(@Nullable String given, int longest) {
        if (given == null) {
            return null;
        }
        StringBuilder kept = new StringBuilder();
        given.codePoints()
                .limit(4L * longest)
                .filter(c -> !Character.isISOControl(c)
                        && BIDI_CONTROLS.indexOf(c) < 0
                        && Character.getType(c) != Character.SURROGATE
                        && Character.getType(c) != Character.LINE_SEPARATOR
                        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR)
                .takeWhile(c -> kept.length() + Character.charCount(c) <= longest)
                .forEach(kept::appendCodePoint);
        String text = kept.toString().strip();
        return text.isEmpty() ? null : text;
    }
}
