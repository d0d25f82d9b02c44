package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account's passkeys. Forms: {@code POST /account/passkeys} sends {@code credential} and {@code name};
 * {@code POST /account/passkeys/{id}/name} sends {@code name}; {@code POST /account/passkeys/{id}/remove}
 * sends {@code end_other_sessions} where others are to end; {@code POST /account/passkeys/second-factor} sends {@code enabled}.
 *
 * @param asked whether one is asked for after any other first proof
 * @param accepted what browsers are told of which passkeys there are, as JSON
 */
public record PasskeysView(
        List<Row> passkeys,
        boolean asked,
        String accepted,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("name");

    /**
     * @param synced whether it may be on several devices
     * @param removable false where it is the only way in
     */
    public record Row(
            UUID id,
            String name,
            boolean synced,
            Instant since,
            @Nullable Instant lastUsed,
            boolean removable) {}

    public PasskeysView {
        passkeys = List.copyOf(passkeys);
        problems = List.copyOf(problems);
    }
}
