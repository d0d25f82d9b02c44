/** Shows what the server measures of itself to those who may know. */
@NullMarked
package dev.gatehouse.feature.metrics;

import org.jspecify.annotations.NullMarked;
