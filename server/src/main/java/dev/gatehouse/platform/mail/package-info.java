/** Sends mail. */
@NullMarked
package dev.gatehouse.platform.mail;

import org.jspecify.annotations.NullMarked;
