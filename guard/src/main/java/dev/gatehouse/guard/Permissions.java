package dev.gatehouse.guard;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do: a set of names such as {@code read:users}. Three rules and no others:
 *
 * <ul>
 *   <li>a name contains itself, compared exactly;
 *   <li>{@code admin:all} contains every name;
 *   <li>a name that ends in {@code :*} contains every name that begins with what stands before the star and goes on:
 *       {@code read:*} contains {@code read:users} and {@code read:users:own}, but neither {@code read} nor {@code read:}.
 * </ul>
 *
 * A name has 1 to 128 characters of those that a scope may have (RFC 6749 section 3.3). A star elsewhere is a plain character.
 */
public final class Permissions {
    /** The name that contains every other. */
    public static final String EVERYTHING = "admin:all";

    /** No permission at all. */
    public static final Permissions NONE = new Permissions(Set.of());

    private static final int LONGEST_NAME = 128;

    private final Set<String> names;
    private final List<String> prefixes;
    private final boolean everything;

    private Permissions(Set<String> names) {
        this.names = names;
        this.everything = names.contains(EVERYTHING);
        this.prefixes = names.stream()
                .filter(name -> name.endsWith(":*"))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
    }

    /**
     * These permissions, in any order, doubles allowed.
     *
     * @throws IllegalArgumentException where a name is not well formed
     */
    public static Permissions of(Collection<String> names) {
        if (names.isEmpty()) {
            return NONE;
        }
        for (String name : names) {
            if (!wellFormed(name)) {
                throw new IllegalArgumentException(
                        "A permission has 1 to 128 visible ASCII characters without \" and \\");
            }
        }
        return new Permissions(Set.copyOf(names));
    }

    /** Whether this may be the name of a permission. */
    public static boolean wellFormed(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    }

    /** The names as given, wildcards unexpanded. */
    public Set<String> names() {
        return names;
    }

    /** Whether this permission is contained. */
    public boolean has(String permission) {
        return grantOf(permission) != null;
    }

    /** Whether at least one of these is contained; false for none. */
    public boolean hasAny(Collection<String> permissions) {
        return permissions.stream().anyMatch(this::has);
    }

    /** Whether all of these are contained; true for none. */
    public boolean hasAll(Collection<String> permissions) {
        return permissions.stream().allMatch(this::has);
    }

    /** The one place that decides. */
    public Decision decide(Requirement requirement) {
        return switch (requirement) {
            case Requirement.One(String permission) -> {
                String grant = grantOf(permission);
                yield grant == null ? refused(permission) : granted(permission, grant);
            }
            case Requirement.AnyOf(List<String> permissions) -> anyOf(permissions);
            case Requirement.AllOf(List<String> permissions) -> allOf(permissions);
        };
    }

    private Decision anyOf(List<String> permissions) {
        for (String permission : permissions) {
            String grant = grantOf(permission);
            if (grant != null) {
                return granted(permission, grant);
            }
        }
        String first = permissions.getFirst();
        return permissions.size() == 1
                ? refused(first)
                : new Decision(false, "This needs one of the permissions " + String.join(", ", permissions), first);
    }

    private Decision allOf(List<String> permissions) {
        for (String permission : permissions) {
            if (grantOf(permission) == null) {
                return refused(permission);
            }
        }
        return new Decision(true, "All of " + String.join(", ", permissions) + " are granted", null);
    }

    private static Decision refused(String permission) {
        return new Decision(false, "This needs the permission " + permission, permission);
    }

    private static Decision granted(String permission, String grant) {
        String why = permission.equals(grant) ? "Granted by " + grant : permission + " is contained in " + grant;
        return new Decision(true, why, null);
    }

    /** The name that contains the permission. */
    private @Nullable String grantOf(String permission) {
        if (names.contains(permission)) {
            return permission;
        }
        if (everything) {
            return EVERYTHING;
        }
        for (String prefix : prefixes) {
            if (permission.length() > prefix.length() && permission.startsWith(prefix)) {
                return prefix + "*";
            }
        }
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Permissions that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return names.stream().sorted().toList().toString();
    }
}
