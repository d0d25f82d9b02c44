package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where people say whom to mail. Its form sends {@code flow}, {@code way} and {@code identifier}.
 *
 * @param way what is mailed
 * @param flow the sealed flow
 * @param identifier the user name or address that was typed
 * @param backHref where one signs in otherwise
 */
public record AskMailView(
        Way way,
        String flow,
        @Nullable String identifier,
        List<FieldError> problems,
        @Nullable Notice notice,
        String backHref) {
    static final List<String> FIELDS = List.of("identifier");

    /** What can be mailed. */
    public enum Way {
        RECOVERY,
        LINK,
        CODE;

        /** The name in forms and in the keys of texts. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AskMailView {
        problems = List.copyOf(problems);
    }
}
