/** The top floor: the composition root, which knows every room and is known by none. */
@NullMarked
package dev.gatehouse;

import org.jspecify.annotations.NullMarked;
