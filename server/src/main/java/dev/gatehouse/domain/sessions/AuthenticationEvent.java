package dev.gatehouse.domain.sessions;

import java.util.List;

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

    /** A password alone. */
    public static final AuthenticationEvent PASSWORD =
            new AuthenticationEvent("password", LOCAL, List.of("pwd"), "urn:gatehouse:acr:1");

    /** Another provider's word alone. */
    public static AuthenticationEvent provider(String name) {
        return new AuthenticationEvent("oauth", name, List.of("fed"), "urn:gatehouse:acr:1");
    }

    public AuthenticationEvent {
        amr = List.copyOf(amr);
    }
}
