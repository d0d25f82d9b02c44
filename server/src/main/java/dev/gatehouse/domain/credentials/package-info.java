/** What proves an account: password hashes, the policy for new passwords, and the bound on how much is hashed at once. */
@NullMarked
package dev.gatehouse.domain.credentials;

import org.jspecify.annotations.NullMarked;
