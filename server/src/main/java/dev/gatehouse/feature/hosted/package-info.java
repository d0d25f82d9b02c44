/** The pages on which people sign in, sign up, link what they have elsewhere, and see how they may come in. */
@NullMarked
package dev.gatehouse.feature.hosted;

import org.jspecify.annotations.NullMarked;
