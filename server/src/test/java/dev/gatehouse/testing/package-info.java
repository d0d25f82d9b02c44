/** What tests share: fresh databases of both kinds. */
@NullMarked
package dev.gatehouse.testing;

import org.jspecify.annotations.NullMarked;
