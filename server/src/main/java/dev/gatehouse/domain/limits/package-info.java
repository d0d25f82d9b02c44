/** How often something may be tried, right across restarts and nodes. Owns the table {@code attempts}. */
@NullMarked
package dev.gatehouse.domain.limits;

import org.jspecify.annotations.NullMarked;
