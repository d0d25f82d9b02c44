package dev.gatehouse.guard;

import org.jspecify.annotations.Nullable;

/**
 * Turns the {@code Authorization} header of a request into the caller. Safe for many threads; one for each process.
 * {@link #builder()} says what a resource server has to know.
 */
public final class Guard implements AutoCloseable {
    private static final String SCHEME = "Bearer";

    private final TokenVerifier verifier;
    private final AutoCloseable resources;

    Guard(TokenVerifier verifier, AutoCloseable resources) {
        this.verifier = verifier;
        this.resources = resources;
    }

    /** A guard for this verifier; whoever made its keys and revocations closes them. */
    public static Guard of(TokenVerifier verifier) {
        return new Guard(verifier, () -> {});
    }

    /** Starts to describe a guard. */
    public static GuardBuilder builder() {
        return new GuardBuilder();
    }

    /**
     * Who calls.
     *
     * @param authorizationHeader the value of {@code Authorization}; null where the request has none
     * @throws NotAuthenticated where it is absent or of another scheme than {@code Bearer}
     * @throws InvalidToken where the token is not good
     * @throws GuardUnavailable where that cannot be told at the moment
     */
    public AuthContext authenticate(@Nullable String authorizationHeader) {
        if (authorizationHeader == null || !isBearer(authorizationHeader)) {
            throw new NotAuthenticated();
        }
        String token = authorizationHeader.substring(SCHEME.length()).strip();
        if (token.isEmpty()) {
            throw new InvalidToken("the Bearer scheme without a token");
        }
        return verifier.verify(token);
    }

    /** What verifies the tokens, for those that do not come in a header. */
    public TokenVerifier verifier() {
        return verifier;
    }

    /** Ends background work and connections that the builder began. */
    @Override
    public void close() {
        try {
            resources.close();
        } catch (Exception e) {
            throw new IllegalStateException("The guard did not close cleanly", e);
        }
    }

    /** RFC 9110 section 11.1: the scheme is compared without case and ends at a space. */
    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && (header.length() == SCHEME.length() || header.charAt(SCHEME.length()) == ' ');
    }
}
