package dev.gatehouse.domain.keys;

/**
 * The JWK set of RFC 7517, section 5, public parts only, as it goes over the wire.
 *
 * @param json UTF-8, prepared once: not to be changed
 * @param etag a strong entity tag with its quotes (RFC 9110, section 8.8.3), the same for the same keys on every node
 */
@SuppressWarnings("ArrayRecordComponent")
public record PublishedKeys(byte[] json, String etag) {}
