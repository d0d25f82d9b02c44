/** The thin HTTP room: Vert.x underneath, above it plain blocking handlers, each on its own virtual thread. */
@NullMarked
package dev.gatehouse.platform.http;

import org.jspecify.annotations.NullMarked;
