/** What those may do who look after accounts and roles, by whatever way they ask. Owns no table. */
@NullMarked
package dev.gatehouse.domain.administration;

import org.jspecify.annotations.NullMarked;
