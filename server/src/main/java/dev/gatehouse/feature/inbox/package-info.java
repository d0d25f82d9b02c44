/** In development: every letter that would have been sent, to be read in a browser or by a script. */
@NullMarked
package dev.gatehouse.feature.inbox;

import org.jspecify.annotations.NullMarked;
