/**
 * Ways into an account by its mail: a link for whoever forgot a password, links and codes that sign in. Owns no table: links
 * and codes have rooms of their own, and what is asked for waits in the outbox.
 */
@NullMarked
package dev.gatehouse.domain.recovery;

import org.jspecify.annotations.NullMarked;
