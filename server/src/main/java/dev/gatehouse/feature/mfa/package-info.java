/** Second factors through the API: showing one, setting one up, and looking after them. */
@NullMarked
package dev.gatehouse.feature.mfa;

import org.jspecify.annotations.NullMarked;
