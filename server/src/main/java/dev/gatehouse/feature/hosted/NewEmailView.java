package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody gives a new address. Its form sends {@code email} and {@code end_other_sessions}.
 *
 * @param present the address that it replaces; null where it is the first
 * @param typed what was given just now
 */
public record NewEmailView(
        @Nullable String present,
        @Nullable String typed,
        boolean endOthers,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("email");

    public NewEmailView {
        problems = List.copyOf(problems);
    }
}
