/**
 * Tells other programs of audit events, as the specification of Standard Webhooks has it. Uses the audit trail, which says
 * what happened, and the outbox, which does not forget.
 */
@NullMarked
package dev.gatehouse.domain.webhooks;

import org.jspecify.annotations.NullMarked;
