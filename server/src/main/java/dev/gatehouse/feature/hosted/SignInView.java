package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people sign in. Its form sends {@code flow}, {@code identifier} and {@code password}.
 *
 * @param flow the sealed flow
 * @param identifier the user name or address that was typed, or that the application knows
 * @param application what they sign in for, such as {@code app.example.com}
 * @param signUpHref where new accounts are made; null where they are not
 * @param reauthFor whose fresh proof is wanted: then the identifier stands fast
 * @param elsewhereHref where somebody else than {@code reauthFor} can sign in; null where nobody else can
 * @param byPassword whether a password would prove anything; false for an account that has none
 * @param byPasskey whether a passkey would; false for an account that has none
 * @param byMail what can be mailed
 */
public record SignInView(
        String flow,
        @Nullable String identifier,
        @Nullable String application,
        List<FieldError> problems,
        @Nullable Notice notice,
        List<ProviderButton> providers,
        @Nullable String signUpHref,
        @Nullable String reauthFor,
        @Nullable String elsewhereHref,
        boolean byPassword,
        boolean byPasskey,
        ByMail byMail) {
    static final List<String> FIELDS = List.of("identifier", "password");

    public SignInView {
        problems = List.copyOf(problems);
        providers = List.copyOf(providers);
    }

    /** Where nothing can be mailed. */
    public SignInView(
            String flow,
            @Nullable String identifier,
            @Nullable String application,
            List<FieldError> problems,
            @Nullable Notice notice,
            List<ProviderButton> providers,
            @Nullable String signUpHref,
            @Nullable String reauthFor,
            @Nullable String elsewhereHref,
            boolean byPassword,
            boolean byPasskey) {
        this(
                flow,
                identifier,
                application,
                problems,
                notice,
                providers,
                signUpHref,
                reauthFor,
                elsewhereHref,
                byPassword,
                byPasskey,
                ByMail.NOTHING);
    }
}
