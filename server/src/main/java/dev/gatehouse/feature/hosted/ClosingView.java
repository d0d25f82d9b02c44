package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody deletes their account. Its form sends {@code confirm}.
 *
 * @param label what has to be typed: the account's user name, else its address
 */
public record ClosingView(
        String label, List<FieldError> problems, @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("confirm");

    public ClosingView {
        problems = List.copyOf(problems);
    }
}
