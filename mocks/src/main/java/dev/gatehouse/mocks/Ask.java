package dev.gatehouse.mocks;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that was found good.
 *
 * @param challenge of PKCE; null where the flavour has none
 * @param offline whether a refresh token is wanted
 * @param maxAge how many seconds ago the person may have signed in; null where that is not said
 * @param claims which claims are wanted, as JSON; null where that is not said
 */
record Ask(
        URI redirectUri,
        @Nullable String state,
        @Nullable String nonce,
        @Nullable String challenge,
        Set<String> scopes,
        boolean formPost,
        boolean offline,
        @Nullable String prompt,
        @Nullable Long maxAge,
        @Nullable String claims,
        @Nullable String hint) {
    /** Whether somebody who signed in at this time has to do so anew. */
    boolean wantsAnew(Instant signedIn, Instant now) {
        boolean login = prompt != null && List.of(prompt.split(" ", -1)).contains("login");
        return login || maxAge != null && now.isAfter(signedIn.plusSeconds(maxAge));
    }

    /** Whether it is asked for by name when the person last signed in. */
    boolean wantsTime() {
        return claims != null && claims.contains("\"auth_time\"");
    }
}
