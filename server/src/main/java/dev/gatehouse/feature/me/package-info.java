/** What somebody who is signed in may know of themselves. */
@NullMarked
package dev.gatehouse.feature.me;

import org.jspecify.annotations.NullMarked;
