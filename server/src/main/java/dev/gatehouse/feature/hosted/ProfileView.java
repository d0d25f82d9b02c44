package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.platform.pages.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people say what they are called. Its form sends {@code name}, {@code username} and {@code language}.
 *
 * @param email shown, and changed elsewhere
 * @param language the tag of the one that is chosen; null for none
 * @param languages those that can be chosen
 */
public record ProfileView(
        @Nullable String name,
        @Nullable String username,
        @Nullable String email,
        @Nullable String language,
        List<Language> languages,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("name", "username", "language");

    public ProfileView {
        languages = List.copyOf(languages);
        problems = List.copyOf(problems);
    }
}
