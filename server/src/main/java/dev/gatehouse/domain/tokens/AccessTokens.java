package dev.gatehouse.domain.tokens;

import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Issues access tokens in the form of RFC 9068. They hold no address, no name and no secret. */
public final class AccessTokens {
    /** The {@code typ} of RFC 9068, section 2.1. */
    private static final String TYPE = "at+jwt";

    /**
     * What the room needs.
     *
     * @param issuer the public URL, as in discovery
     * @param audience who is to accept the tokens
     * @param signer gives what signs at this moment
     * @param notBefore the first moment whose tokens of an account no revocation covers: {@link Revocations#notBefore}
     */
    public record Needs(
            String issuer,
            String audience,
            TokenSettings settings,
            Supplier<Signer> signer,
            Function<UUID, Instant> notBefore,
            InstantSource clock,
            Ids ids,
            Metrics metrics) {}

    private final Needs needs;
    private final Counters issued;

    public AccessTokens(Needs needs) {
        this.needs = needs;
        this.issued = needs.metrics()
                .counters(
                        "gatehouse_access_tokens_issued_total",
                        "Access tokens, by how their people signed in.",
                        "method",
                        "provider");
    }

    /**
     * A new token. It ends with its session at the latest; one that has less than a second left is issued as expired.
     */
    public AccessToken issue(AccessGrant grant) {
        // Times are whole seconds. After all tokens of an account were revoked, a token of the same second would count
        // as revoked with them: it says the next second, which verifiers allow for as a difference of clocks.
        Instant now = needs.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Instant first = needs.notBefore().apply(grant.account());
        Instant issuedAt = first.isAfter(now) ? first : now;
        Instant end = now.plus(needs.settings().accessTtl(grant.authMethod(), grant.provider()));
        Instant expiresAt = (end.isBefore(grant.notAfter()) ? end : grant.notAfter()).truncatedTo(ChronoUnit.SECONDS);
        String id = needs.ids().next().toString();
        byte[] claims = new ClaimsJson()
                .text("iss", needs.issuer())
                .text("sub", grant.account().toString())
                .text("aud", needs.audience())
                .time("iat", issuedAt)
                .time("exp", expiresAt)
                .text("jti", id)
                .text("client_id", grant.clientId())
                .text("scope", grant.scope())
                .text("sid", grant.session().toString())
                .texts("roles", grant.roles())
                .texts("permissions", grant.permissions())
                .text("auth_method", grant.authMethod())
                .text("provider", grant.provider())
                .texts("amr", grant.amr())
                .text("acr", grant.acr())
                .optionalTime("auth_time", grant.authTime())
                .end();
        issued.of(grant.authMethod(), grant.provider()).increment();
        return new AccessToken(needs.signer().get().sign(TYPE, claims), id, issuedAt, expiresAt);
    }
}
