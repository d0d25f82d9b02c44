package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * The address of an account, and what can be done about it. Forms: {@code POST /account/email/resend}, {@code …/cancel} and
 * {@code …/remove}.
 *
 * @param address null where there is none
 * @param resend whether a letter can be asked for that verifies it
 * @param waits whether a change waits to be confirmed
 * @param removable whether another name would be left
 */
public record EmailView(
        @Nullable String address,
        boolean verified,
        boolean resend,
        boolean waits,
        boolean removable,
        @Nullable Notice notice) {}
