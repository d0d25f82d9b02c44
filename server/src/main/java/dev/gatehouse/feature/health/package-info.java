/** Whether the server lives and is ready. */
@NullMarked
package dev.gatehouse.feature.health;

import org.jspecify.annotations.NullMarked;
