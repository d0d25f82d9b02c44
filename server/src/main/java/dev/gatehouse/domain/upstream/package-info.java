/**
 * Asks providers who somebody is: OpenID Connect and OAuth 2 as their client. Knows how to send somebody there and what
 * may be believed of the answers; keeps nothing but what providers publish about themselves, and that in memory.
 */
@NullMarked
package dev.gatehouse.domain.upstream;

import org.jspecify.annotations.NullMarked;
