package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody confirms that an address is theirs. Its form sends {@code token}, {@code flow}, {@code password},
 * {@code username}, and as {@code choice} either {@code confirm} or {@code disown}.
 *
 * @param token the secret of the letter's link
 * @param flow the sealed sign-in that has proved who they are; null where none has
 * @param signUp whether that finishes a sign-up; else the account is there
 * @param address the one that was written to
 * @param accountLabel what password managers keep the password under
 * @param byPassword whether the password that was chosen has to be typed
 * @param byPasskey whether a passkey is made that finishes the sign-up; its form sends {@code credential} too
 * @param signInHref where they sign in first; null where they need not
 * @param username the one that was wished for; null where that is no question
 * @param mayDisown whether they may say that it was not them
 */
public record VerifyEmailView(
        String token,
        @Nullable String flow,
        boolean signUp,
        String address,
        String accountLabel,
        boolean byPassword,
        boolean byPasskey,
        @Nullable String signInHref,
        @Nullable String username,
        boolean mayDisown,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("username", "password");

    public VerifyEmailView {
        problems = List.copyOf(problems);
    }
}
