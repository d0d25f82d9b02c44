package dev.gatehouse.platform.http;

/** Who may call a route. The router asks before the handler runs. */
public sealed interface Access {
    /** Anybody. */
    record Open() implements Access {}

    /** Anybody whom the {@link Authenticator} knows. */
    record SignedIn() implements Access {}

    /** Callers that hold this permission, such as {@code read:users}. */
    record Requires(String permission) implements Access {
        /** Refuses an empty name, which nobody could mean. */
        public Requires {
            if (permission.isBlank()) {
                throw new IllegalArgumentException("a route that requires a permission names it");
            }
        }
    }
}
