/** What the server counts and measures of itself, and its form for Prometheus. */
@NullMarked
package dev.gatehouse.platform.metrics;

import org.jspecify.annotations.NullMarked;
