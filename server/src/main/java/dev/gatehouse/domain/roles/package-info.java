/** What a role may do and who has it. Owns {@code roles}, {@code role_permissions} and {@code account_roles}. */
@NullMarked
package dev.gatehouse.domain.roles;

import org.jspecify.annotations.NullMarked;
