package dev.gatehouse.domain.assurance;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.factors.Held;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.platform.sql.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * The gate that everything passes which opens a session or goes on with one: whether what somebody has shown is enough for
 * this account, by what its owner chose and by what the operator requires.
 */
public final class Assurance {
    private final Factors factors;
    private final Roles roles;
    private final AssuranceSettings settings;
    private final BiPredicate<Sql, Account> unverified;

    /** @param unverified whether an account has to verify its address before anybody is let into it */
    public Assurance(Factors factors, Roles roles, AssuranceSettings settings, BiPredicate<Sql, Account> unverified) {
        this.factors = factors;
        this.roles = roles;
        this.settings = settings;
        this.unverified = unverified;
    }

    /**
     * Judges a sign-in; asked in the transaction that lets somebody in, while the account's row is held.
     *
     * @param how what was shown
     */
    public Verdict of(Sql sql, Account account, AuthenticationEvent how, Wanted wanted) {
        if (unverified.test(sql, account)) {
            return new Verdict.Unverified();
        }
        if (how.twoFactors()) {
            return new Verdict.Enough(how);
        }
        Held held = factors.held(sql, account.id());
        boolean asked = held.asks() || required(sql, account, wanted.client());
        boolean explicitly = AuthenticationEvent.TWO_FACTORS.equals(wanted.acr());
        if (!asked && !explicitly) {
            return new Verdict.Enough(how);
        }
        if (!explicitly && spared(how)) {
            return new Verdict.Enough(how);
        }
        if (!explicitly && wanted.device() != null && factors.remembers(sql, account.id(), wanted.device())) {
            return new Verdict.Enough(how.onRememberedDevice());
        }
        List<Factor> methods = methods(held, how);
        if (!methods.isEmpty()) {
            return new Verdict.Wanting(methods);
        }
        return how.byPasskey() ? new Verdict.Otherwise() : new Verdict.Enrol();
    }

    /**
     * Whether a session may go on under what the operator requires now, be it more than when it began.
     *
     * @param held the roles of its account
     */
    public boolean allows(Sql sql, Account account, Session session, Collection<String> held) {
        return allows(session.how(), settings.require(held, session.clientId())) && !unverified.test(sql, account);
    }

    /** The same of a browser that is signed in on our pages, for this client. */
    public boolean allows(Sql sql, Account account, AuthenticationEvent how, String client) {
        return allows(how, required(sql, account, client)) && !unverified.test(sql, account);
    }

    private boolean allows(AuthenticationEvent how, boolean required) {
        return how.twoFactors() || spared(how) || !how.remembered() && !required;
    }

    /** Whether a remembered browser stood in for the second factor, for as long as browsers may be remembered. */
    private boolean spared(AuthenticationEvent how) {
        return how.remembered() && factors.remembering();
    }

    /** Whether the operator requires a second factor of this account at this client. */
    public boolean required(Sql sql, Account account, String client) {
        return settings.require(settings.roles().isEmpty() ? List.of() : roles.ofAccount(sql, account.id()), client);
    }

    /**
     * Nothing answers twice: no passkey where one was shown first, which may be the same, and no code by mail where the first
     * proof came by mail too.
     */
    private static List<Factor> methods(Held held, AuthenticationEvent how) {
        List<Factor> methods = new ArrayList<>();
        if (held.passkeys() > 0 && !how.byPasskey()) {
            methods.add(Factor.PASSKEY);
        }
        if (held.authenticator()) {
            methods.add(Factor.TOTP);
        }
        if (held.byEmail() && !how.mailed()) {
            methods.add(Factor.EMAIL_CODE);
        }
        if ((!methods.isEmpty() || how.byPasskey() && held.any()) && held.recoveryCodes() > 0) {
            methods.add(Factor.RECOVERY_CODE);
        }
        return methods;
    }
}
