/**
 * Passwords that are known from breaches of other services. An operator makes a filter of the public list of their SHA-1
 * hashes, or lets a service be asked that keeps it; neither is needed. Owns no table.
 */
@NullMarked
package dev.gatehouse.domain.breaches;

import org.jspecify.annotations.NullMarked;
