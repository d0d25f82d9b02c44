/**
 * Whom other providers know an account as: who gets in by what, what is linked and how, and what a provider says of
 * somebody's roles. Owns the tables {@code identities}, {@code provider_tokens} and {@code pending_links}.
 */
@NullMarked
package dev.gatehouse.domain.identities;

import org.jspecify.annotations.NullMarked;
