/** Measures the server from outside, as a process: how fast it is, and what a crash leaves of its answers. */
@NullMarked
package dev.gatehouse.bench;

import org.jspecify.annotations.NullMarked;
