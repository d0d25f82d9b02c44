/**
 * What an account may be asked for after its first proof. Owns {@code authenticators}, {@code recovery_codes},
 * {@code factor_choices} and {@code remembered_devices}.
 */
@NullMarked
package dev.gatehouse.domain.factors;

import org.jspecify.annotations.NullMarked;
