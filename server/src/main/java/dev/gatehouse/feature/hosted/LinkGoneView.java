package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * Says that a mailed link does not work any more.
 *
 * @param againHref where one asks for a new one; null where that cannot be
 * @param signInHref where one signs in otherwise
 */
public record LinkGoneView(@Nullable String againHref, String signInHref) {}
