/** The sample API over HTTP, with a guard that trusts a key of the test's own. */
@NullMarked
package dev.gatehouse.examples.tasks;

import org.jspecify.annotations.NullMarked;
