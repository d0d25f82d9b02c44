/** How a front end gets the tokens of a sign-in on our pages. Owns the table {@code exchange_codes}. */
@NullMarked
package dev.gatehouse.domain.handover;

import org.jspecify.annotations.NullMarked;
