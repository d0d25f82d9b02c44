package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an account without a password gets one. Its form sends {@code password}.
 *
 * @param accountLabel what password managers keep the password under
 * @param backHref where one goes without
 */
public record PasswordView(
        String accountLabel,
        List<FieldError> problems,
        @Nullable Notice notice,
        String backHref) {
    static final List<String> FIELDS = List.of("password");

    public PasswordView {
        problems = List.copyOf(problems);
    }
}
