package dev.gatehouse.feature.hosted;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says that a mailed link does not work any more, why that may be, and what to do instead. It is the same for everybody,
 * whatever the link was and whether or not there is an account.
 *
 * @param lead the key of what it says
 * @param steps where one goes instead, the best first
 * @param signUpHref where whoever has not finished signing up does so anew; null where the link was for an account
 */
public record LinkGoneView(
        String lead, List<Step> steps, @Nullable String signUpHref) {
    /** @param key of what is written on it */
    public record Step(String href, String key) {}

    private static final Step SIGN_IN = new Step("/sign-in", "recovery.back");

    public LinkGoneView {
        steps = List.copyOf(steps);
    }

    /**
     * Of a link that leads to a new password or signs in.
     *
     * @param againHref where one asks for a new one; null where that cannot be
     */
    public static LinkGoneView recovery(@Nullable String againHref) {
        List<Step> steps = Stream.of(againHref == null ? null : new Step(againHref, "recovery.gone.again"), SIGN_IN)
                .flatMap(Stream::ofNullable)
                .toList();
        return new LinkGoneView("recovery.gone.lead", steps, null);
    }

    /** Of a link that confirms the address of an account or of a sign-up. */
    public static LinkGoneView verification(boolean signedIn) {
        return new LinkGoneView("email.gone.verify", List.of(ownAddress(signedIn)), signedIn ? null : "/sign-up");
    }

    /** Of a link that confirms the address that an account is to have. */
    public static LinkGoneView change(boolean signedIn) {
        return new LinkGoneView("email.gone.change", List.of(ownAddress(signedIn)), null);
    }

    /** Of a link that keeps the address that an account has, or had. */
    public static LinkGoneView kept(boolean signedIn) {
        Step forgotten = new Step("/recover", "recovery.forgot");
        List<Step> steps = signedIn ? List.of(ownAddress(true)) : List.of(ownAddress(false), forgotten);
        return new LinkGoneView("email.gone.keep", steps, null);
    }

    /** The page from which letters are asked for, after a sign-in where there is none. */
    private static Step ownAddress(boolean signedIn) {
        return new Step(AccountEmailRoom.HERE, signedIn ? "service.account" : "sign_in.button");
    }
}
