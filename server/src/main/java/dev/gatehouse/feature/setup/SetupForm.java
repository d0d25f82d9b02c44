package dev.gatehouse.feature.setup;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form as it is shown: empty at first, then with what was sent and what does not fit. It never has a password.
 *
 * @param refusal what is wrong that no field is to blame for
 */
public record SetupForm(
        @Nullable String username,
        @Nullable String email,
        @Nullable String name,
        List<Problem.FieldError> errors,
        @Nullable ErrorCode refusal) {
    static final List<String> FIELDS = List.of("username", "email", "name", "password");
    static final SetupForm EMPTY = new SetupForm(null, null, null, List.of(), null);

    private static final int LONGEST = 320;

    /** What was sent, right or wrong; a value that could not even be shown again is left out. */
    static SetupForm sent(Fields form) {
        return new SetupForm(
                form.optionalText("username", LONGEST),
                form.optionalText("email", LONGEST),
                form.optionalText("name", LONGEST),
                List.of(),
                null);
    }

    SetupForm refused(Problem problem) {
        boolean fields = !problem.fields().isEmpty();
        return new SetupForm(username, email, name, problem.fields(), fields ? null : problem.code());
    }

    public boolean faulty() {
        return refusal != null || !errors.isEmpty();
    }
}
