/**
 * The sample API: a small resource server with tasks and reports, to be tried and copied. It knows Gatehouse only through
 * the guard library.
 */
@NullMarked
package dev.gatehouse.examples.tasks;

import org.jspecify.annotations.NullMarked;
