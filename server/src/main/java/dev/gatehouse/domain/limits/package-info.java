/** How often something may be tried, right across restarts and nodes. Owns the tables {@code attempts} and {@code backoffs}. */
@NullMarked
package dev.gatehouse.domain.limits;

import org.jspecify.annotations.NullMarked;
