/** One's own sessions: seeing them, ending one. */
@NullMarked
package dev.gatehouse.feature.sessions;

import org.jspecify.annotations.NullMarked;
