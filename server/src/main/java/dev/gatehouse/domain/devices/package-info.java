/** From which browsers and programs accounts have been used. Owns the table {@code known_devices}. */
@NullMarked
package dev.gatehouse.domain.devices;

import org.jspecify.annotations.NullMarked;
