/** The mock providers, as a client meets them: over HTTP. */
@NullMarked
package dev.gatehouse.mocks;

import org.jspecify.annotations.NullMarked;
