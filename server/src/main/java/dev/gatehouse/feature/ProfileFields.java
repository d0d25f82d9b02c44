package dev.gatehouse.feature;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.InvalidName;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.signin.AccountNames;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.platform.http.Fields;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of which an account is made, with the same rules wherever somebody may give them. */
public final class ProfileFields {
    /** The most characters of a password that cost a hash. */
    public static final int PASSWORD_LENGTH = 4096;

    /** What whoever may know reads of a user name that is somebody else's. */
    public static final String TAKEN = "This user name is somebody's. Choose another.";

    private static final String REQUIRED = "This is required.";
    private static final int NAME_LENGTH = 200;
    private static final int IDENTIFIER_LENGTH = 320;

    /** Judges a password for an account with such names. */
    public interface Complaints {
        List<String> of(
                String password, @Nullable Username username, @Nullable EmailAddress email, @Nullable String name);
    }

    private ProfileFields() {}

    public static @Nullable Username username(Fields body) {
        return parsed(body, "username", Username::parse);
    }

    public static @Nullable EmailAddress email(Fields body) {
        return parsed(body, "email", EmailAddress::parse);
    }

    /** The same where nothing goes without it. Asks {@code body.check()}, so it is read last. */
    public static EmailAddress requiredEmail(Fields body) {
        EmailAddress email = email(body);
        if (!body.given("email")) {
            body.refuse("email", REQUIRED);
        }
        body.check();
        return Objects.requireNonNull(email);
    }

    public static @Nullable String name(Fields body) {
        String name = body.optionalText("name", NAME_LENGTH);
        return name == null || name.isBlank() ? null : name.strip();
    }

    /**
     * All of what an account is made of; {@code body.check()} is still to be asked.
     *
     * @param complaints what is wrong with a password for such an account
     */
    public static NewAccount newAccount(Fields body, Complaints complaints) {
        AccountNames names = names(body);
        String password = body.secret("password", PASSWORD_LENGTH);
        if (!password.isEmpty()) {
            complaints
                    .of(password, names.username(), names.email(), names.name())
                    .forEach(message -> body.refuse("password", message));
        }
        return new NewAccount(names.username(), names.email(), names.name(), password);
    }

    /** The same without a password. */
    public static AccountNames names(Fields body) {
        AccountNames names = new AccountNames(username(body), email(body), name(body));
        if (!body.given("username") && !body.given("email")) {
            body.refuse("username", "Give a user name or an e-mail address.");
        }
        return names;
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
