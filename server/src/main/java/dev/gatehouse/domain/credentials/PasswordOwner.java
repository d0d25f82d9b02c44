package dev.gatehouse.domain.credentials;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whose password it will be: the names that it must not be made of. */
public record PasswordOwner(
        @Nullable String username,
        @Nullable String email,
        @Nullable String name) {

    /** Every whole name, and the words within each. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        Stream.of(username, email, email == null ? null : email.substring(0, Math.max(0, email.lastIndexOf('@'))), name)
                .filter(text -> text != null && !text.isBlank())
                .forEach(text -> {
                    names.add(text);
                    names.addAll(List.of(text.split("[^\\p{L}\\p{M}\\p{N}]+")));
                });
        return names;
    }
}
