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
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes a password for somebody who knows the one before; every other session of theirs ends with it, unless they say
 * otherwise.
 */
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
     * What somebody wants.
     *
     * @param session the one that goes on; null where there is none
     * @param field the name of the field that the new password came in
     * @param endOthers whether every other session of the account ends
     */
    public record Wish(
            UUID account, @Nullable UUID session, String current, String wanted, String field, boolean endOthers) {
        /** Without the passwords. */
        @Override
        public String toString() {
            return "Wish[" + account + "]";
        }
    }

    /**
     * Changes a password.
     *
     * @throws Problem {@link ErrorCode#INVALID_CREDENTIALS} where {@code current} is wrong, which counts as an attempt
     *     to sign in; {@link ErrorCode#VALIDATION_FAILED} where {@code wanted} breaks the policy
     */
    public void change(Wish wish, String limitKey, Origin from) {
        UUID id = wish.account();
        Try proving = needs.backoffs()
                .require(
                        Kind.PASSWORD,
                        Whose.of(id),
                        from,
                        new Attempt(Backoffs.NAMED, needs.rates().login(), List.of(limitKey, id.toString())));
        Known known = known(id);
        if (!(needs.passwords().verify(known.hash(), wish.current()) instanceof PasswordOutcome.Match)) {
            failed(id, proving, from);
            throw Problem.of(ErrorCode.INVALID_CREDENTIALS, "The current password is not right.");
        }
        proving.succeeded();
        refuseUnfit(known.account(), wish);
        String before = Objects.requireNonNull(known.hash());
        String after = needs.passwords().hash(wish.wanted());
        boolean changed = needs.database().<Boolean>write(transaction -> {
            if (!needs.accounts().touch(transaction, id)
                    || needs.passwords()
                            .find(transaction, id)
                            .filter(before::equals)
                            .isEmpty()) {
                return false;
            }
            needs.passwords().set(transaction, id, after, needs.clock().instant());
            int ended = wish.endOthers() ? needs.sessions().endOthers(transaction, id, wish.session()) : 0;
            AuditEvent event = AuditEvent.success("password.changed")
                    .bySelf(id)
                    .in(wish.session() == null ? null : wish.session().toString())
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

    private void refuseUnfit(Account account, Wish wish) {
        PasswordOwner owner = new PasswordOwner(account.username(), account.email(), account.name());
        List<String> problems = needs.passwords().complaints(wish.wanted(), owner);
        if (!problems.isEmpty()) {
            throw Problem.invalid(problems.stream()
                    .map(message -> new Problem.FieldError(wish.field(), message))
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
