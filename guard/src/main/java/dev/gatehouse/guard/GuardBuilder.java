package dev.gatehouse.guard;

import java.net.URI;
import java.security.Provider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link Guard}. Needed: {@link #issuer} and {@link #audience}. Where neither {@link #keys}, {@link #jwks} nor
 * {@link #sharedSecret} is said, the keys are those at {@code <issuer>/oauth2/jwks}.
 */
public final class GuardBuilder {
    private @Nullable String issuer;
    private @Nullable String audience;
    private Set<String> algorithms = TokenRules.ALL_ALGORITHMS;
    private Duration clockLeeway = Duration.ofSeconds(5);
    private Duration expiryLeeway = Duration.ZERO;
    private @Nullable Function<Set<String>, Set<String>> scopesToPermissions;
    private @Nullable KeySource keys;
    private @Nullable URI jwks;
    private boolean plainHttp;
    private @Nullable RevocationCheck revocations;
    private boolean follow;
    private @Nullable URI feed;
    private Duration maxStaleness = Duration.ofSeconds(60);
    private boolean failOpen;
    private int cacheSize = 10_000;
    private InstantSource clock = InstantSource.system();
    private @Nullable Provider provider;

    GuardBuilder() {}

    /** The exact {@code iss} of good tokens: the issuer's public URL. */
    public GuardBuilder issuer(String issuer) {
        this.issuer = issuer;
        return this;
    }

    /** What {@code aud} of good tokens contains: this resource server. */
    public GuardBuilder audience(String audience) {
        this.audience = audience;
        return this;
    }

    /** Allows only these algorithms. */
    public GuardBuilder algorithms(Set<String> algorithms) {
        this.algorithms = algorithms;
        return this;
    }

    /** Keys from elsewhere; whoever made them closes them. */
    public GuardBuilder keys(KeySource keys) {
        this.keys = keys;
        return this;
    }

    /** Where the issuer publishes its keys. */
    public GuardBuilder jwks(URI jwks) {
        this.jwks = jwks;
        return this;
    }

    /** Accepts HS256 under this secret of 32 or more bytes, and nothing else. */
    public GuardBuilder sharedSecret(byte[] secret) {
        return keys(new SharedSecret(null, secret));
    }

    /** Allows {@code http} to hosts other than this one, as inside a private network. */
    public GuardBuilder allowPlainHttp() {
        this.plainHttp = true;
        return this;
    }

    /** Asks this about every token. */
    public GuardBuilder revocations(RevocationCheck revocations) {
        this.revocations = revocations;
        return this;
    }

    /** Follows the issuer's revocations at {@code <issuer>/oauth2/revocations}. */
    public GuardBuilder followRevocations() {
        this.follow = true;
        return this;
    }

    /** Follows the issuer's revocations at this address. */
    public GuardBuilder followRevocations(URI feed) {
        this.feed = feed;
        return followRevocations();
    }

    /** How long the revocations may be out of touch before the guard refuses everybody: 10 s to 1 h, 60 s by default. */
    public GuardBuilder maxStaleness(Duration maxStaleness) {
        this.maxStaleness = maxStaleness;
        return this;
    }

    /** Accepts unexpired tokens even while revocations are out of touch: availability over prompt revocation. */
    public GuardBuilder acceptWhenStale() {
        this.failOpen = true;
        return this;
    }

    /** For issuers whose tokens have scopes and no permissions. */
    public GuardBuilder scopesToPermissions(Function<Set<String>, Set<String>> mapping) {
        this.scopesToPermissions = mapping;
        return this;
    }

    /** How far the issuer's clock may run ahead of ours: 0 to 30 s, 5 s by default. */
    public GuardBuilder clockLeeway(Duration leeway) {
        this.clockLeeway = leeway;
        return this;
    }

    /** How long tokens live past their expiry: 0 to 30 s, 0 by default. */
    public GuardBuilder expiryLeeway(Duration leeway) {
        this.expiryLeeway = leeway;
        return this;
    }

    /** How many verified tokens are remembered: 10,000 by default, 0 for none. */
    public GuardBuilder cacheSize(int cacheSize) {
        this.cacheSize = cacheSize;
        return this;
    }

    /** What the time is. */
    public GuardBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** What computes signatures; the JDK's own by default. */
    public GuardBuilder provider(Provider provider) {
        this.provider = provider;
        return this;
    }

    /**
     * The guard. Network work begins with the first token, and at once where revocations are followed.
     *
     * @throws IllegalArgumentException where something is missing or out of range
     */
    public Guard build() {
        if (issuer == null || audience == null) {
            throw new IllegalArgumentException("A guard needs an issuer and an audience");
        }
        TokenRules rules =
                new TokenRules(issuer, audience, algorithms, clockLeeway, expiryLeeway, 16_384, scopesToPermissions);
        List<AutoCloseable> resources = new ArrayList<>();
        KeySource trusted = keys;
        if (trusted == null) {
            trusted = new JwksKeySource(
                    JwksKeySource.Settings.of(jwks == null ? at("/oauth2/jwks") : jwks)
                            .withPlainHttp(plainHttp),
                    provider,
                    clock);
            resources.add(trusted);
        }
        RevocationCheck check = revocations == null ? RevocationCheck.NONE : revocations;
        if (follow) {
            RevocationFeed followed = RevocationFeed.follow(
                    new RevocationFeed.Settings(
                            feed == null ? at("/oauth2/revocations") : feed, issuer, plainHttp, maxStaleness, failOpen),
                    trusted,
                    clock);
            resources.addFirst(followed);
            check = both(check, followed);
        }
        TokenVerifier verifier = new TokenVerifier(rules, trusted, check, clock, cacheSize);
        return new Guard(verifier, () -> {
            for (AutoCloseable resource : resources) {
                resource.close();
            }
        });
    }

    private static RevocationCheck both(RevocationCheck one, RevocationCheck other) {
        return caller -> one.isRevoked(caller) || other.isRevoked(caller);
    }

    private URI at(String path) {
        String base = String.valueOf(issuer);
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
}
