/** Short codes that are mailed and typed in again, bound to what asked for them. Owns the table {@code mailed_codes}. */
@NullMarked
package dev.gatehouse.domain.codes;

import org.jspecify.annotations.NullMarked;
