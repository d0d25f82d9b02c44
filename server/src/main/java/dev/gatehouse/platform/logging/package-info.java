/** Logs: one line for a person or one JSON object for a machine, set up by code. Secrets are never handed to it. */
@NullMarked
package dev.gatehouse.platform.logging;

import org.jspecify.annotations.NullMarked;
