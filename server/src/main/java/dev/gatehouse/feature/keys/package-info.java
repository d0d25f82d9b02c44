/** The public keys (RFC 7517). */
@NullMarked
package dev.gatehouse.feature.keys;

import org.jspecify.annotations.NullMarked;
