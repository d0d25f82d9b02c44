package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an account gets a password, or another one. Its form sends {@code current_password} where there is one,
 * {@code password} and {@code end_other_sessions}; another, {@code POST /account/password/remove}, takes it away.
 *
 * @param accountLabel what password managers keep the password under
 * @param set whether there is a password
 * @param removable whether there would be another way in without it
 */
public record PasswordView(
        String accountLabel,
        boolean set,
        boolean removable,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("current_password", "password");

    public PasswordView {
        problems = List.copyOf(problems);
    }
}
