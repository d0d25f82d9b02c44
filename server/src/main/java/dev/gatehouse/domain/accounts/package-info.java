/** Who there is: the names of accounts, each with the key under which equal and confusable ones meet. */
@NullMarked
package dev.gatehouse.domain.accounts;

import org.jspecify.annotations.NullMarked;
