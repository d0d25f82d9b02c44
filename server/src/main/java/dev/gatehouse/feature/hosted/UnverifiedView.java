package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * Where a sign-in waits for an address to be verified. Its form sends {@code flow} and as {@code choice}
 * {@code continue}, {@code resend} or {@code cancel}.
 *
 * @param flow the sealed flow
 * @param address the one that was written to
 * @param verified whether that is done by now
 */
public record UnverifiedView(
        String flow,
        String address,
        boolean verified,
        @Nullable Notice notice) {}
