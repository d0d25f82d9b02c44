/** Passkeys through the API: signing in with one, showing one as the second factor, and looking after them. */
@NullMarked
package dev.gatehouse.feature.passkeys;

import org.jspecify.annotations.NullMarked;
