/** Making an account. */
@NullMarked
package dev.gatehouse.feature.signup;

import org.jspecify.annotations.NullMarked;
