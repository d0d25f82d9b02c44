package dev.gatehouse.domain.keys;

import org.jspecify.annotations.Nullable;

/** The stored signing keys cannot be used; the message is a sentence that tells the operator how to mend it. */
public final class KeysUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeysUnusable(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
