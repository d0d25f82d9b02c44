/** What is to be done after a request, whatever becomes of this process meanwhile. Owns the table {@code outbox}. */
@NullMarked
package dev.gatehouse.domain.outbox;

import org.jspecify.annotations.NullMarked;
