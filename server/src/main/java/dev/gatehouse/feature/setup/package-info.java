/** The one-time link that makes the first administrator. */
@NullMarked
package dev.gatehouse.feature.setup;

import org.jspecify.annotations.NullMarked;
