package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * Asks somebody who is signed in whether to go on, where nothing tells that they came here themselves. Its form sends
 * {@code flow}.
 *
 * @param flow the sealed flow
 * @param accountLabel who is signed in
 * @param application where it leads, such as {@code app.example.com}; null for this server's own page
 * @param elsewhereHref where somebody else signs in
 */
public record ContinueView(
        String flow, String accountLabel, @Nullable String application, String elsewhereHref) {}
