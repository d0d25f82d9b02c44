package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * Where people sign out, and are told that they have.
 *
 * @param accountLabel who is signed in; null where nobody is any more
 * @param nextHref where one goes from here: back to the account, or to sign in again
 */
public record SignOutView(@Nullable String accountLabel, String nextHref) {}
