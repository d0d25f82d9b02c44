/** Letters to people, in the language in which they read. */
@NullMarked
package dev.gatehouse.domain.mail;

import org.jspecify.annotations.NullMarked;
