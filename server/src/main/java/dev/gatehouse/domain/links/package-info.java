/** Links that work once. Owns the table {@code one_time_links}. */
@NullMarked
package dev.gatehouse.domain.links;

import org.jspecify.annotations.NullMarked;
