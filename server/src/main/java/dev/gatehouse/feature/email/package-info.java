/** Verifying the address of an account, and changing it, through the API. */
@NullMarked
package dev.gatehouse.feature.email;

import org.jspecify.annotations.NullMarked;
