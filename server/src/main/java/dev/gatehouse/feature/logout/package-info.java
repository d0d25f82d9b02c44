/** Signing out: one session or all of them. */
@NullMarked
package dev.gatehouse.feature.logout;

import org.jspecify.annotations.NullMarked;
