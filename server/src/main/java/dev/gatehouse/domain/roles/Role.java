package dev.gatehouse.domain.roles;

import java.util.List;

/**
 * A named set of permissions.
 *
 * @param name 1 to 64 of {@code a-z 0-9 _ - .}, beginning with a letter
 * @param description a sentence for an administrator; at most 500 characters
 * @param permissions names such as {@code read:users}, sorted
 */
public record Role(String name, String description, List<String> permissions) {
    public Role {
        permissions = permissions.stream().distinct().sorted().toList();
    }
}
