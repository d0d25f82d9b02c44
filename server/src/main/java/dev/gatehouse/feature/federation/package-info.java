/** Signing in through other providers, and linking what people have there. */
@NullMarked
package dev.gatehouse.feature.federation;

import org.jspecify.annotations.NullMarked;
