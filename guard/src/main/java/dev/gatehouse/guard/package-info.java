/** What a resource server needs: verify an access token, hold who calls, and decide what the caller may do. */
@NullMarked
package dev.gatehouse.guard;

import org.jspecify.annotations.NullMarked;
