package dev.gatehouse.feature;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.InvalidName;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.platform.http.Fields;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of which an account is made, with the same rules wherever somebody may give them. */
public final class ProfileFields {
    /** The most characters of a password that cost a hash. */
    public static final int PASSWORD_LENGTH = 4096;

    private static final int NAME_LENGTH = 200;
    private static final int IDENTIFIER_LENGTH = 320;

    private ProfileFields() {}

    public static @Nullable Username username(Fields body) {
        return parsed(body, "username", Username::parse);
    }

    public static @Nullable EmailAddress email(Fields body) {
        return parsed(body, "email", EmailAddress::parse);
    }

    public static @Nullable String name(Fields body) {
        String name = body.optionalText("name", NAME_LENGTH);
        return name == null || name.isBlank() ? null : name.strip();
    }

    private static <T> @Nullable T parsed(Fields body, String field, Function<String, T> parse) {
        String given = body.optionalText(field, IDENTIFIER_LENGTH);
        if (given == null) {
            return null;
        }
        try {
            return parse.apply(given);
        } catch (InvalidName problem) {
            body.refuse(field, String.valueOf(problem.getMessage()));
            return null;
        }
    }
}
