/** Roles and their permissions, for administrators. */
@NullMarked
package dev.gatehouse.feature.roles;

import org.jspecify.annotations.NullMarked;
