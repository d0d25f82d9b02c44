package dev.gatehouse.guard;

import java.util.List;

/** What an operation asks of its caller, in names of permissions. */
public sealed interface Requirement {
    /** This permission. */
    record One(String permission) implements Requirement {}

    /** At least one of these; there has to be at least one. */
    record AnyOf(List<String> permissions) implements Requirement {
        public AnyOf {
            permissions = someOf(permissions);
        }
    }

    /** Every one of these; there has to be at least one, so that an empty list never lets everybody in. */
    record AllOf(List<String> permissions) implements Requirement {
        public AllOf {
            permissions = someOf(permissions);
        }
    }

    /** Asks for this permission. */
    static Requirement one(String permission) {
        return new One(permission);
    }

    /** Asks for at least one of these permissions. */
    static Requirement anyOf(String... permissions) {
        return new AnyOf(List.of(permissions));
    }

    /** Asks for all of these permissions. */
    static Requirement allOf(String... permissions) {
        return new AllOf(List.of(permissions));
    }

    private static List<String> someOf(List<String> permissions) {
        if (permissions.isEmpty()) {
            throw new IllegalArgumentException("A requirement names at least one permission");
        }
        return List.copyOf(permissions);
    }
}
