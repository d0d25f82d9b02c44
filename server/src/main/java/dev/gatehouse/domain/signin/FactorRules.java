package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.factors.RecoveryCodes;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Map;
import java.util.UUID;

/** What holds wherever somebody changes what proves that an account is theirs. */
public final class FactorRules {
    private final Accounts accounts;
    private final Sessions sessions;
    private final Factors factors;
    private final Assurance assurance;
    private final RecoveryCodes recoveryCodes;

    public FactorRules(
            Accounts accounts, Sessions sessions, Factors factors, Assurance assurance, RecoveryCodes recoveryCodes) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.factors = factors;
        this.assurance = assurance;
        this.recoveryCodes = recoveryCodes;
    }

    /**
     * Holds the account's row for whoever owns it. Where there is a second factor, whoever changes any has shown one: a
     * browser that was spared it has not.
     *
     * @param session in which they are; it has to live still
     * @throws Problem {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION}
     */
    public void requireOwner(Transaction transaction, UUID account, UUID session) {
        accounts.touch(transaction, account);
        requireOwnerNow(transaction, account, session);
    }

    /**
     * The same of whoever only reads, and holds nothing for that.
     *
     * @throws Problem {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION}
     */
    public void requireOwnerNow(Sql sql, UUID account, UUID session) {
        boolean active = accounts.find(sql, account).filter(Account::active).isPresent();
        Session live = sessions.findLive(sql, session)
                .filter(found -> active && found.account().equals(account))
                .orElseThrow(() ->
                        Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION).because("the session has ended"));
        requireStrong(sql, account, live.how());
    }

    /**
     * The same of what somebody has just shown, in no session yet.
     *
     * @throws Problem {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION}
     */
    public void requireStrong(Sql sql, UUID account, AuthenticationEvent how) {
        if (!strong(sql, account, how)) {
            throw asking(Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION))
                    .because("a second factor has to be shown first");
        }
    }

    /** That two factors are wanted, with a sentence that says what to do. */
    static Problem stronger(String sentence) {
        return asking(Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION, sentence));
    }

    /** RFC 9470, section 3. */
    private static Problem asking(Problem problem) {
        return problem.with(Map.of(
                "www-authenticate",
                "Bearer realm=\"gatehouse\", error=\"insufficient_user_authentication\", acr_values=\""
                        + AuthenticationEvent.TWO_FACTORS + "\""));
    }

    /** Whether a second factor was shown, or the account has none that its owner wants asked for. */
    public boolean strong(Sql sql, UUID account, AuthenticationEvent how) {
        return how.twoFactors() || !factors.held(sql, account).asks();
    }

    /**
     * After one has gone: with the last second factor the recovery codes go, which stand beside one and not alone.
     *
     * @throws Problem {@link ErrorCode#LAST_SECOND_FACTOR} where none is left and one is required
     */
    public void settle(Transaction transaction, UUID id) {
        if (factors.held(transaction, id).any()) {
            return;
        }
        Account account = accounts.find(transaction, id).orElseThrow();
        if (assurance.required(transaction, account, SignIns.FIRST_PARTY)) {
            throw Problem.of(ErrorCode.LAST_SECOND_FACTOR);
        }
        recoveryCodes.forget(transaction, id);
    }
}
