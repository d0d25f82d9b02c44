/** Commands, run as a shell runs them, beside running servers and in processes of their own. */
@NullMarked
package dev.gatehouse.cli;

import org.jspecify.annotations.NullMarked;
