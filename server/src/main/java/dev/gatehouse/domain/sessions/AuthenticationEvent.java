package dev.gatehouse.domain.sessions;

import java.util.List;
import java.util.stream.Stream;

/**
 * How somebody has just proved who they are.
 *
 * @param method the way in, as tokens call it: {@code password}, {@code oauth}, …
 * @param provider who vouched: {@code local}, or the name of a provider
 * @param amr the methods that were used (RFC 8176)
 * @param acr the authentication context class reached
 */
public record AuthenticationEvent(String method, String provider, List<String> amr, String acr) {
    /** What {@code provider} says where no other provider took part. */
    public static final String LOCAL = "local";

    /** The class of whoever has shown one factor. */
    public static final String ONE_FACTOR = "urn:gatehouse:acr:1";

    /** The class of whoever has shown two, or a passkey that verified its user. */
    public static final String TWO_FACTORS = "urn:gatehouse:acr:2";

    private static final String REMEMBERED = "rba";

    /** A link or code that was mailed. */
    public static final AuthenticationEvent MAILED =
            new AuthenticationEvent("email", LOCAL, List.of("otp"), ONE_FACTOR);

    /** A password alone. */
    public static final AuthenticationEvent PASSWORD =
            new AuthenticationEvent("password", LOCAL, List.of("pwd"), ONE_FACTOR);

    /** Another provider's word alone. */
    public static AuthenticationEvent provider(String name) {
        return new AuthenticationEvent("oauth", name, List.of("fed"), ONE_FACTOR);
    }

    /**
     * A passkey alone; authenticators sign only when somebody is there.
     *
     * @param verified whether the authenticator has verified its user, which makes it two factors
     * @param synced whether the passkey may be on several devices, so that no hardware keeps it
     */
    public static AuthenticationEvent passkey(boolean verified, boolean synced) {
        String kept = synced ? "swk" : "hwk";
        return verified
                ? new AuthenticationEvent("passkey", LOCAL, List.of(kept, "user", "mfa"), TWO_FACTORS)
                : new AuthenticationEvent("passkey", LOCAL, List.of(kept, "user"), ONE_FACTOR);
    }

    public AuthenticationEvent {
        amr = List.copyOf(amr);
    }

    /** The same with more methods, which reach this class. */
    public AuthenticationEvent with(List<String> methods, String reached) {
        return new AuthenticationEvent(
                method,
                provider,
                Stream.concat(amr.stream(), methods.stream()).distinct().toList(),
                reached);
    }

    /** The same in a browser that stood in for a second factor (RFC 8176: risk-based); it reaches no higher class. */
    public AuthenticationEvent onRememberedDevice() {
        return with(List.of(REMEMBERED), acr);
    }

    /** Whether it stands on what was mailed, and so on nothing that another mail could add to. */
    public boolean mailed() {
        return method.equals(MAILED.method);
    }

    /** Whether a passkey signed, beside which another passkey, or the same, adds nothing. */
    public boolean byPasskey() {
        return amr.contains("hwk") || amr.contains("swk");
    }

    /** Whether two factors were shown. */
    public boolean twoFactors() {
        return acr.equals(TWO_FACTORS);
    }

    /** Whether a browser that is remembered stood in for the second factor. */
    public boolean remembered() {
        return amr.contains(REMEMBERED);
    }
}
