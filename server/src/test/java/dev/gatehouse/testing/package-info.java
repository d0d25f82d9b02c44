/** What tests share: fresh databases of both kinds, and whole servers on them with a client and a clock. */
@NullMarked
package dev.gatehouse.testing;

import org.jspecify.annotations.NullMarked;
