/** How sure the server has to be of who somebody is before it lets them in, and what they have shown for it. */
@NullMarked
package dev.gatehouse.domain.assurance;

import org.jspecify.annotations.NullMarked;
