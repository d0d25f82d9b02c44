/**
 * Signing in and staying signed in: from the proof of an account to its tokens, whatever the way in. Owns no table; it
 * is where accounts, credentials, limits, sessions and tokens meet.
 */
@NullMarked
package dev.gatehouse.domain.signin;

import org.jspecify.annotations.NullMarked;
