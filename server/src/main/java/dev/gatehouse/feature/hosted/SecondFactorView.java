package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people show the second factor of a sign-in. Its form sends {@code flow}, {@code method}, {@code code} and
 * {@code remember}; the one that has a code mailed sends {@code choice}.
 *
 * @param flow the sealed flow
 * @param application what they sign in for, such as {@code app.example.com}
 * @param accountLabel who is asked
 * @param method which kind of code this page asks for: {@code totp}, {@code email_code} or {@code recovery_code}; null
 *     where no code could answer
 * @param mailedTo the address that a code goes to, shortened; null where none does
 * @param sent whether one is on its way
 * @param mayRemember whether this browser may be remembered
 * @param byPasskey whether a passkey could answer
 * @param others what else could answer
 * @param startOverHref where somebody else signs in
 */
public record SecondFactorView(
        String flow,
        @Nullable String application,
        String accountLabel,
        @Nullable String method,
        @Nullable String mailedTo,
        boolean sent,
        boolean mayRemember,
        boolean byPasskey,
        List<Other> others,
        String startOverHref,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("code");

    /** Another way to answer; its text is {@code factor.use.<method>}. */
    public record Other(String method, String href) {}

    public SecondFactorView {
        others = List.copyOf(others);
        problems = List.copyOf(problems);
    }

    /** Whether a code is typed now, or has to be asked for first. */
    public boolean typing() {
        return method != null && (sent || !method.equals("email_code"));
    }
}
