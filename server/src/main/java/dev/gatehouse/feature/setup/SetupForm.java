package dev.gatehouse.feature.setup;

import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form as it is shown: empty at first, then with what was sent and what does not fit. It never has a password.
 *
 * @param notice what is wrong that no field is to blame for
 */
public record SetupForm(
        @Nullable String username,
        @Nullable String email,
        @Nullable String name,
        List<Problem.FieldError> errors,
        @Nullable String notice) {
    private static final List<String> FIELDS = List.of("username", "email", "name", "password");
    private static final int LONGEST = 320;

    static final SetupForm EMPTY = new SetupForm(null, null, null, List.of(), null);

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
        return new SetupForm(username, email, name, problem.fields(), fields ? null : problem.detail());
    }

    public boolean faulty() {
        return notice != null || !errors.isEmpty();
    }

    public List<String> faultyFields() {
        return FIELDS.stream().filter(field -> !problems(field).isEmpty()).toList();
    }

    /** What is wrong with this field, a sentence each. */
    public List<String> problems(String field) {
        return errors.stream()
                .filter(error -> error.field().equals(field))
                .map(Problem.FieldError::message)
                .toList();
    }

    /** Whether this field has the cursor: the first that does not fit, or the first of all. */
    public boolean focus(String field) {
        List<String> faulty = faultyFields();
        return field.equals(faulty.isEmpty() ? FIELDS.getFirst() : faulty.getFirst());
    }

    public String label(String field) {
        return switch (field) {
            case "username" -> "User name";
            case "email" -> "E-mail address";
            case "name" -> "Your name";
            default -> "Password";
        };
    }
}
