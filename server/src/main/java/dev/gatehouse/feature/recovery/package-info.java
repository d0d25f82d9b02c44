/** Getting back into an account, and signing in, by what is mailed to its address. */
@NullMarked
package dev.gatehouse.feature.recovery;

import org.jspecify.annotations.NullMarked;
