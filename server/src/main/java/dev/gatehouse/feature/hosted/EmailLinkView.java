package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.Nullable;

/**
 * What a letter's link to a change of address leads to. Its form sends {@code token}.
 *
 * @param purpose what the form does
 * @param address the new address; for {@link Purpose#STOP} and {@link Purpose#TAKE_BACK} the one before
 * @param account whose it becomes; null where that is not told
 * @param signInHref where they sign in first; null where they need not
 */
public record EmailLinkView(
        String token,
        Purpose purpose,
        String address,
        @Nullable String account,
        @Nullable String signInHref) {
    /** What the form does. */
    public enum Purpose {
        CONFIRM,
        STOP,
        TAKE_BACK;

        /** What its texts begin with. */
        public String key() {
            return switch (this) {
                case CONFIRM -> "email.confirm";
                case STOP -> "email.stop";
                case TAKE_BACK -> "email.take_back";
            };
        }
    }
}
