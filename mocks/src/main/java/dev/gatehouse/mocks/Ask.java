package dev.gatehouse.mocks;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An authorization request that was found good.
 *
 * @param challenge of PKCE; null where the flavour has none
 * @param offline whether a refresh token is wanted
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
        @Nullable String hint) {}
