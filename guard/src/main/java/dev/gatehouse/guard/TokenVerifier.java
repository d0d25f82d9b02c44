package dev.gatehouse.guard;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Verifies access tokens as RFC 9068 section 4 and RFC 8725 say. Good tokens are remembered, in bounded number and by a hash
 * of the whole token; expiry, revocation and trust in the key are asked again at every use.
 */
public final class TokenVerifier {
    private final TokenRules rules;
    private final KeySource keys;
    private final RevocationCheck revocations;
    private final InstantSource clock;
    private final CompactJws jws;
    private final AccessClaims claims;
    private final VerifiedTokens cache;

    /** @param cacheSize how many verified tokens are remembered; 0 for none */
    public TokenVerifier(
            TokenRules rules, KeySource keys, RevocationCheck revocations, InstantSource clock, int cacheSize) {
        this.rules = rules;
        this.keys = keys;
        this.revocations = revocations;
        this.clock = clock;
        this.jws = new CompactJws(rules.algorithms(), rules.longestToken(), keys);
        this.claims = new AccessClaims(rules);
        this.cache = new VerifiedTokens(cacheSize);
    }

    /**
     * What a good token says.
     *
     * @throws InvalidToken where it is not good
     * @throws GuardUnavailable where keys or revocations are too old to tell
     */
    public AuthContext verify(String token) {
        jws.checkLength(token);
        Instant now = clock.instant();
        VerifiedTokens.Name name = VerifiedTokens.nameOf(token);
        VerifiedTokens.Entry known = cache.find(name);
        if (known != null && keys.trusts(known.key())) {
            if (!now.isBefore(known.end())) {
                throw new InvalidToken("the token has expired");
            }
            return unlessRevoked(known.context());
        }
        CompactJws.Verified verified = jws.verify(token, AccessClaims.TYPES);
        AuthContext context = claims.read(verified.claims(), now);
        unlessRevoked(context);
        cache.put(
                name,
                new VerifiedTokens.Entry(
                        context, verified.key(), context.expiresAt().plus(rules.expiryLeeway())));
        return context;
    }

    private AuthContext unlessRevoked(AuthContext context) {
        if (revocations.isRevoked(context)) {
            throw new InvalidToken("the token, its session or its account's earlier tokens are revoked");
        }
        return context;
    }
}
