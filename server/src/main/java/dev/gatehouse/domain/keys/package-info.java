/** What tokens are signed with: made, kept, published, rotated. Owns {@code signing_keys}. */
@NullMarked
package dev.gatehouse.domain.keys;

import org.jspecify.annotations.NullMarked;
