package dev.gatehouse.domain.identities;

import dev.gatehouse.kernel.Sha256;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a pending link was asked for, and so the only place where it can be confirmed. */
public sealed interface Bound {
    /** Somebody's session; it has to live still. */
    record Session(UUID id) implements Bound {}

    /**
     * A browser where nobody may be signed in.
     *
     * @param key what only that browser has, such as the secret in its cookie; kept as a hash
     */
    record Browser(String key) implements Bound {
        /** Without the key. */
        @Override
        public String toString() {
            return "Browser[]";
        }
    }

    /** The session's id, where it is a session. */
    default @Nullable UUID session() {
        return this instanceof Session(UUID id) ? id : null;
    }

    /** The hash of the browser's key, where it is a browser. */
    default byte @Nullable [] browser() {
        return this instanceof Browser(String key) ? Sha256.ofParts("pending-link", key) : null;
    }
}
