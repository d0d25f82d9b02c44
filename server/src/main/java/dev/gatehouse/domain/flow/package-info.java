/**
 * Sign-ins that take several pages, from the first to where they lead. Owns no table: what a sign-in has come to is
 * sealed and travels with it.
 */
@NullMarked
package dev.gatehouse.domain.flow;

import org.jspecify.annotations.NullMarked;
