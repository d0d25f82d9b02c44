/** Runs each recipe of {@code examples/recipes} as a user would: as a program of its own, against a real server. */
@NullMarked
package dev.gatehouse.recipes;

import org.jspecify.annotations.NullMarked;
