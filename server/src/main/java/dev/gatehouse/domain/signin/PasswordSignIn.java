package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Accounts.Sought;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.PasswordOutcome;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.limits.Backoffs;
import dev.gatehouse.domain.limits.Backoffs.Kind;
import dev.gatehouse.domain.limits.Backoffs.Try;
import dev.gatehouse.domain.limits.Backoffs.Whose;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tries names with passwords. Every attempt takes the same steps and does the same work, whether or not the
 * account exists, has a password, or may be used: only the last step knows the difference.
 */
public final class PasswordSignIn {
    /** The rooms that a password passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Passwords passwords,
            Backoffs backoffs,
            SignInLimits rates,
            AuditTrail audit,
            InstantSource clock) {}

    private record Candidate(
            @Nullable Account account, @Nullable String hash) {
        /** Where the account may not be used no password is right: it is compared like one that is nobody's. */
        static Candidate of(@Nullable Account account, Optional<String> hash) {
            boolean usable = account != null && account.active();
            return new Candidate(account, usable ? hash.orElse(null) : null);
        }
    }

    private record Matched(
            Account account, String hash, @Nullable String newer, Try proving) {}

    private final Needs needs;

    public PasswordSignIn(Needs needs) {
        this.needs = needs;
    }

    /**
     * Tries a password; what else a sign-in needs may follow.
     *
     * @param name a user name or an address, as somebody typed it
     * @param limitKey the client's address as limits count it
     * @throws Problem {@link ErrorCode#INVALID_CREDENTIALS}, {@link ErrorCode#TOO_MANY_REQUESTS}, or
     *     {@link ErrorCode#BUSY} where the machine has more passwords to hash than it can
     */
    public Proof prove(String name, String password, String limitKey, Origin from) {
        return proven(matched(name, password, limitKey, from), from);
    }

    /**
     * The same for an account that is known already. Its tries count together, whatever they are for, and apart from those by
     * a name.
     */
    public Proof prove(UUID account, String password, String limitKey, Origin from) {
        Candidate candidate = needs.database().read(sql -> {
            Optional<Account> found = needs.accounts().find(sql, account);
            return Candidate.of(found.orElse(null), needs.passwords().find(sql, account));
        });
        return proven(matched(candidate, Whose.of(account), password, limitKey, from), from);
    }

    /** An account whose password has just been chosen in the same request, which shows it as well as anything could. */
    public Proof known(Account account) {
        String hash = needs.database()
                .read(sql -> needs.passwords().find(sql, account.id()))
                .orElseThrow(() -> Problem.of(ErrorCode.INVALID_CREDENTIALS));
        return proof(account, hash);
    }

    private Proof proof(Account account, String hash) {
        return Proof.password(
                account.id(), StandingProofs.mark(hash), needs.clock().instant());
    }

    private Proof proven(Matched matched, Origin from) {
        String newer = matched.newer;
        if (newer == null) {
            matched.proving.succeeded();
        } else if (!needs.database().<Boolean>write(transaction -> {
            matched.proving.succeeded(transaction);
            return needs.passwords().replace(transaction, matched.account.id(), matched.hash, newer);
        })) {
            throw refused(matched.account, matched.proving, from);
        }
        return proof(matched.account, newer == null ? matched.hash : newer);
    }

    private Matched matched(String name, String password, String limitKey, Origin from) {
        Identifier identifier = Identifier.of(name);
        Candidate candidate = needs.database().read(sql -> {
            Sought sought = needs.accounts().seek(sql, identifier);
            Optional<String> hash = needs.passwords().find(sql, sought.reads());
            return Candidate.of(sought.account().orElse(null), hash);
        });
        Account account = candidate.account();
        Whose whose = new Whose(identifier.key(), account == null ? null : account.id());
        return matched(candidate, whose, password, limitKey, from);
    }

    private Matched matched(Candidate candidate, Whose whose, String password, String limitKey, Origin from) {
        Try proving = needs.backoffs()
                .require(
                        Kind.PASSWORD,
                        whose,
                        from,
                        new Attempt("login-address", needs.rates().loginAddress(), List.of(limitKey)),
                        new Attempt(Backoffs.NAMED, needs.rates().login(), List.of(limitKey, whose.name())));
        PasswordOutcome outcome = needs.passwords().verify(candidate.hash(), password);
        Account account = candidate.account();
        String hash = candidate.hash();
        if (account != null && hash != null && outcome instanceof PasswordOutcome.Match match) {
            String newer = match.needsRehash() ? needs.passwords().hash(password) : null;
            return new Matched(account, hash, newer, proving);
        }
        throw refused(account, proving, from);
    }

    private Problem refused(@Nullable Account account, Try proving, Origin from) {
        AuditEvent event = AuditEvent.failure("signin.password")
                .on(account == null ? null : account.id().toString());
        needs.database().write(transaction -> {
            needs.audit().record(transaction, event, from);
            proving.failed(transaction);
            return null;
        });
        return Problem.of(ErrorCode.INVALID_CREDENTIALS);
    }
}
