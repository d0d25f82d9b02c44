/** JSON as this server reads and writes it: snake_case records out, strict and bounded trees in. */
@NullMarked
package dev.gatehouse.platform.json;

import org.jspecify.annotations.NullMarked;
