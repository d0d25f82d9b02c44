/** Whether an address is its account's: asked when somebody signs up, when an address changes, and by whoever owns it. */
@NullMarked
package dev.gatehouse.domain.verification;

import org.jspecify.annotations.NullMarked;
