/** What happened, by whom, to whom, from where. Owns the table {@code audit_events}. */
@NullMarked
package dev.gatehouse.domain.audit;

import org.jspecify.annotations.NullMarked;
