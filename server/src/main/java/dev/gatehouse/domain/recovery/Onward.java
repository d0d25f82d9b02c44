package dev.gatehouse.domain.recovery;

import org.jspecify.annotations.Nullable;

/**
 * Where somebody goes on to after a mailed link.
 *
 * @param flow the sign-in on our pages that it was asked from, sealed for that browser; null where there was none
 * @param returnTo the registered address that a front end wants people led to; null where it named none
 */
public record Onward(@Nullable String flow, @Nullable String returnTo) {
    /** Nowhere in particular. */
    public static final Onward NOWHERE = new Onward(null, null);

    /** With more a link could not be kept. */
    private static final int LONGEST = 3_000;

    /** What is too long to be carried is left out: then it goes on to the account. */
    public Onward {
        flow = flow == null || flow.length() > LONGEST ? null : flow;
    }

    /** On with a sign-in on our pages. */
    public static Onward flow(String sealed) {
        return new Onward(sealed, null);
    }

    /** Without the sealed state, which nobody may log. */
    @Override
    public String toString() {
        return "Onward[" + returnTo + "]";
    }
}
