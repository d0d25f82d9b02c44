/** Changing one's password. */
@NullMarked
package dev.gatehouse.feature.password;

import org.jspecify.annotations.NullMarked;
