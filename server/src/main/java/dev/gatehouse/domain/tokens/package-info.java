/** What a session hands out: access tokens, chains of refresh tokens, and what is revoked before its time. */
@NullMarked
package dev.gatehouse.domain.tokens;

import org.jspecify.annotations.NullMarked;
