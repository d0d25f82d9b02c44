/** Settings: declared by each room, read from every source, checked all at once, listed with their origin. */
@NullMarked
package dev.gatehouse.platform.config;

import org.jspecify.annotations.NullMarked;
