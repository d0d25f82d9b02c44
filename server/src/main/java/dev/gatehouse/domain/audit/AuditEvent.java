package dev.gatehouse.domain.audit;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One security-relevant act.
 *
 * @param action what was done, such as {@code session.opened}
 * @param actor who did it: an account's id, or {@code command-line}; absent where nobody is known
 * @param subject whom or what it was done to: an account's id, a role's name, a key's id
 * @param detail what else an operator wants to know; never a secret
 */
public record AuditEvent(
        String action,
        Outcome outcome,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String sessionId,
        Map<String, String> detail) {

    /** The actor where the server does something by itself. */
    public static final String SERVER = "server";

    /** How the act ended. */
    public enum Outcome {
        SUCCESS,
        FAILURE,
        DENIED
    }

    public AuditEvent {
        detail = Map.copyOf(detail);
    }

    /** An act that was done. */
    public static AuditEvent success(String action) {
        return new AuditEvent(action, Outcome.SUCCESS, null, null, null, Map.of());
    }

    /** An act that failed: a wrong password, a spent token. */
    public static AuditEvent failure(String action) {
        return new AuditEvent(action, Outcome.FAILURE, null, null, null, Map.of());
    }

    /** An act that somebody was not allowed to do. */
    public static AuditEvent denied(String action) {
        return new AuditEvent(action, Outcome.DENIED, null, null, null, Map.of());
    }

    public AuditEvent by(@Nullable String actor) {
        return new AuditEvent(action, outcome, actor, subject, sessionId, detail);
    }

    public AuditEvent on(@Nullable String subject) {
        return new AuditEvent(action, outcome, actor, subject, sessionId, detail);
    }

    /** An account that acts on itself. */
    public AuditEvent bySelf(UUID account) {
        return by(account.toString()).on(account.toString());
    }

    public AuditEvent in(@Nullable String sessionId) {
        return new AuditEvent(action, outcome, actor, subject, sessionId, detail);
    }

    public AuditEvent with(String key, String value) {
        Map<String, String> more = new TreeMap<>(detail);
        more.put(key, value);
        return new AuditEvent(action, outcome, actor, subject, sessionId, more);
    }
}
