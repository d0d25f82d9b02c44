/** The password grant of RFC 6749, section 4.3, for the built-in first-party client. */
@NullMarked
package dev.gatehouse.feature.token;

import org.jspecify.annotations.NullMarked;
