package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people make an account. Its form sends {@code flow}, {@code email}, {@code username}, {@code name} and
 * {@code password}; at least one of {@code email} and {@code username} has to be given.
 *
 * @param flow the sealed flow
 * @param application what they sign up for, such as {@code app.example.com}
 * @param signInHref for whoever has an account
 * @param emailRequired whether there is no account without an address
 */
public record SignUpView(
        String flow,
        @Nullable String email,
        @Nullable String username,
        @Nullable String name,
        @Nullable String application,
        List<FieldError> problems,
        @Nullable Notice notice,
        List<ProviderButton> providers,
        String signInHref,
        boolean emailRequired) {
    static final List<String> FIELDS = List.of("email", "username", "name", "password");

    public SignUpView {
        problems = List.copyOf(problems);
        providers = List.copyOf(providers);
    }
}
