package dev.gatehouse.domain.breaches;

import org.jspecify.annotations.Nullable;

/** A filter or a list of hashes cannot be used; the message is a sentence that tells the operator why. */
public final class FilterUnusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterUnusable(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
