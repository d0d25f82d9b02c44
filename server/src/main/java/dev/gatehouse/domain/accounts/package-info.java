/** Who there is: accounts, the names that they go by, and their state. Owns the table {@code accounts}. */
@NullMarked
package dev.gatehouse.domain.accounts;

import org.jspecify.annotations.NullMarked;
