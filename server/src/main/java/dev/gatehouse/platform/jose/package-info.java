/** Signatures and keys: JWS in its compact form (RFC 7515), JWK (RFC 7517) and the provider behind each. No I/O. */
@NullMarked
package dev.gatehouse.platform.jose;

import org.jspecify.annotations.NullMarked;
