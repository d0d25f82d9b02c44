/** New tokens for a session that goes on. */
@NullMarked
package dev.gatehouse.feature.refresh;

import org.jspecify.annotations.NullMarked;
