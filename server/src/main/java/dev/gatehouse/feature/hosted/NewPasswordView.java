package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where whoever followed a mailed link chooses a new password. Its form sends {@code ticket} and {@code password}.
 *
 * @param ticket stands for the link, in this browser alone
 * @param accountLabel what password managers keep the password under
 */
public record NewPasswordView(
        String ticket,
        String accountLabel,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("password");

    public NewPasswordView {
        problems = List.copyOf(problems);
    }
}
