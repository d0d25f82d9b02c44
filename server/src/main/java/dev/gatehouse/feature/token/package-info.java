/** The token endpoint for the built-in first-party client: a password or a refresh token (RFC 6749, sections 4.3 and 6). */
@NullMarked
package dev.gatehouse.feature.token;

import org.jspecify.annotations.NullMarked;
