/** Signing in with a password, and where a wrong one is answered. */
@NullMarked
package dev.gatehouse.feature.signin;

import org.jspecify.annotations.NullMarked;
