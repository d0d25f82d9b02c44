/** The ground floor: identifiers, randomness and the error model. Knows nothing of HTTP, SQL or tokens. */
@NullMarked
package dev.gatehouse.kernel;

import org.jspecify.annotations.NullMarked;
