/** Sign-ins: from the proof of an account to the end of its last token. Owns the table {@code sessions}. */
@NullMarked
package dev.gatehouse.domain.sessions;

import org.jspecify.annotations.NullMarked;
