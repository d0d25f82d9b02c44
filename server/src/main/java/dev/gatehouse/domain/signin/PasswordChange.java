package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.PasswordOutcome;
import dev.gatehouse.domain.credentials.PasswordOwner;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.limits.Backoffs;
import dev.gatehouse.domain.limits.Backoffs.Kind;
import dev.gatehouse.domain.limits.Backoffs.Try;
import dev.gatehouse.domain.limits.Backoffs.Whose;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changes a password for somebody who knows the one before; every other session of theirs ends with it. */
public final class PasswordChange {
    /** The rooms that a new password passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            Backoffs backoffs,
            SignInLimits rates,
            AuditTrail audit,
            InstantSource clock) {}

    private record Known(Account account, @Nullable String hash) {}

    private final Needs needs;

    public PasswordChange(Needs needs) {
        this.needs = needs;
    }

    /**
     * Changes the caller's password.
     *
     * @throws Problem {@link ErrorCode#INVALID_CREDENTIALS} where {@code current} is wrong, which counts as an attempt
     *     to sign in; {@link ErrorCode#VALIDATION_FAILED} where {@code wanted} breaks the policy
     */
    public void change(AuthContext caller, String current, String wanted, String limitKey, Origin from) {
        UUID id = UUID.fromString(caller.subject());
        Try proving = needs.backoffs()
                .require(
                        Kind.PASSWORD,
                        Whose.of(id),
                        from,
                        new Attempt(Backoffs.NAMED, needs.rates().login(), List.of(limitKey, caller.subject())));
        Known known = known(id);
        if (!(needs.passwords().verify(known.hash(), current) instanceof PasswordOutcome.Match)) {
            failed(id, proving, from);
            throw Problem.of(ErrorCode.INVALID_CREDENTIALS, "The current password is not right.");
        }
        proving.succeeded();
        refuseUnfit(known.account(), wanted);
        String before = Objects.requireNonNull(known.hash());
        String after = needs.passwords().hash(wanted);
        boolean changed = needs.database().<Boolean>write(transaction -> {
            if (!needs.accounts().touch(transaction, id)
                    || needs.passwords()
                            .find(transaction, id)
                            .filter(before::equals)
                            .isEmpty()) {
                return false;
            }
            needs.passwords().set(transaction, id, after, needs.clock().instant());
            UUID present = caller.sessionId() == null ? null : UUID.fromString(caller.sessionId());
            int ended = needs.sessions().endAll(transaction, id, present);
            AuditEvent event = AuditEvent.success("password.changed")
                    .bySelf(id)
                    .in(caller.sessionId())
                    .with("sessions_ended", Integer.toString(ended));
            needs.audit().record(transaction, event, from);
            return true;
        });
        if (!changed) {
            throw Problem.of(ErrorCode.CONFLICT, "The password was changed meanwhile.");
        }
    }

    private Known known(UUID id) {
        return needs.database().read(sql -> {
            Account account = needs.accounts().find(sql, id).orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN)
                    .because("the account is gone"));
            return new Known(account, needs.passwords().find(sql, id).orElse(null));
        });
    }

    private void refuseUnfit(Account account, String wanted) {
        PasswordOwner owner = new PasswordOwner(account.username(), account.email(), account.name());
        List<String> problems = needs.passwords().complaints(wanted, owner);
        if (!problems.isEmpty()) {
            throw Problem.invalid(problems.stream()
                    .map(message -> new Problem.FieldError("new_password", message))
                    .toList());
        }
    }

    private void failed(UUID account, Try proving, Origin from) {
        needs.database().write(transaction -> {
            needs.audit()
                    .record(transaction, AuditEvent.failure("password.changed").bySelf(account), from);
            proving.failed(transaction);
            return null;
        });
    }
}
