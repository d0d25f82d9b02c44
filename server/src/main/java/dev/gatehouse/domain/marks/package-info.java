/** What worked once and must not again. Owns the table {@code marks}. */
@NullMarked
package dev.gatehouse.domain.marks;

import org.jspecify.annotations.NullMarked;
