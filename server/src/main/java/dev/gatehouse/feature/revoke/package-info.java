/** Token revocation (RFC 7009) and the feed that tells resource servers of it. */
@NullMarked
package dev.gatehouse.feature.revoke;

import org.jspecify.annotations.NullMarked;
