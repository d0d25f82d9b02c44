package dev.gatehouse.feature.hosted;

import dev.gatehouse.feature.FlowDesk;
import org.jspecify.annotations.Nullable;

/**
 * What the page on which people sign in offers to mail.
 *
 * @param recoverHref where whoever forgot the password goes; null where no letter can be sent
 * @param link whether a link that signs in
 * @param code whether a code that signs in
 */
public record ByMail(@Nullable String recoverHref, boolean link, boolean code) {
    /** Nothing. */
    public static final ByMail NOTHING = new ByMail(null, false, false);

    /** The same on the way with a sign-in. */
    ByMail leadingOn(String flow) {
        return new ByMail(recoverHref == null ? null : FlowDesk.with(recoverHref, "flow", flow), link, code);
    }

    /** Whether anything that signs in. */
    public boolean signsIn() {
        return link || code;
    }
}
