package dev.gatehouse.domain.tokens;

/**
 * The revocations of one moment as they go over the wire.
 *
 * @param token a signed JWT of type {@code revocations+jwt}
 * @param etag a strong entity tag with its quotes (RFC 9110, section 8.8.3), the same for the same entries on every node
 */
public record RevocationFeed(String token, String etag) {}
