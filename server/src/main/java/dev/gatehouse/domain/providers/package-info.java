/** Other places where people have an account, and what this server must know to ask them. Owns the table {@code providers}. */
@NullMarked
package dev.gatehouse.domain.providers;

import org.jspecify.annotations.NullMarked;
