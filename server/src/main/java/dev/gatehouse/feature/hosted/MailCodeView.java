package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people type the code that was mailed to them. Its form sends {@code flow}, {@code ticket} and {@code mailed_code}.
 *
 * @param flow the sealed flow
 * @param ticket of the request for the code, good in this browser alone
 * @param typed the user name or address that was typed
 * @param againHref where one asks for a new code
 * @param backHref where one signs in otherwise
 */
public record MailCodeView(
        String flow,
        String ticket,
        String typed,
        List<FieldError> problems,
        @Nullable Notice notice,
        String againHref,
        String backHref) {
    static final List<String> FIELDS = List.of("mailed_code");

    public MailCodeView {
        problems = List.copyOf(problems);
    }
}
