package dev.gatehouse.domain.accounts;

import dev.gatehouse.kernel.Sha256;
import java.util.HexFormat;

/**
 * What somebody typed to say who they are. There is one for every text, so that limits and equal work hold for nonsense too.
 *
 * @param key that of the {@link EmailAddress} or {@link Username}; else {@code invalid:} and a hash, which no account has
 */
public record Identifier(Kind kind, String key) {
    /** What it is the key of. */
    public enum Kind {
        EMAIL,
        USERNAME,
        INVALID
    }

    /** An e-mail address where it has an {@code @}, else a user name; blanks around it do not count. */
    public static Identifier of(String typed) {
        String text = typed.strip();
        try {
            return text.indexOf('@') >= 0
                    ? new Identifier(Kind.EMAIL, EmailAddress.parse(text).key())
                    : new Identifier(Kind.USERNAME, Username.parse(text).key());
        } catch (InvalidName e) {
            return new Identifier(Kind.INVALID, "invalid:" + HexFormat.of().formatHex(Sha256.of(text)));
        }
    }
}
