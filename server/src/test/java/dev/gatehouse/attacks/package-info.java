/** How servers like this one have failed, each as an attack that has to fail here; over every route that the router lists. */
@NullMarked
package dev.gatehouse.attacks;

import org.jspecify.annotations.NullMarked;
