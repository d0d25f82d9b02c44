/**
 * Passkeys: public keys that an account signs in with (Web Authentication Level 3). Owns the table {@code passkeys}. The
 * library that verifies is loaded with the first answer that is to be verified, not before.
 */
@NullMarked
package dev.gatehouse.domain.passkeys;

import org.jspecify.annotations.NullMarked;
