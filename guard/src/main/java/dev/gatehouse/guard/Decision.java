package dev.gatehouse.guard;

import org.jspecify.annotations.Nullable;

/**
 * Whether a requirement is met, and why, in one sentence that the caller may read.
 *
 * @param missing the first permission that is lacking; null where the requirement is met
 */
public record Decision(
        boolean allowed, String why, @Nullable String missing) {}
