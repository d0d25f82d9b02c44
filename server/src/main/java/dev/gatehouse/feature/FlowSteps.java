package dev.gatehouse.feature;

import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.assurance.Wanted;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.SignIns;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a sign-in has come: which step is open, by what was shown and what that is enough for. */
public final class FlowSteps {
    private final Database database;
    private final Accounts accounts;
    private final Assurance assurance;

    public FlowSteps(Database database, Accounts accounts, Assurance assurance) {
        this.database = database;
        this.accounts = accounts;
        this.assurance = assurance;
    }

    /**
     * The step that a sign-in has come to; empty where it has passed all.
     *
     * @param device the secret of a browser that may not be asked for a second factor; null where it has none
     */
    Optional<Step> of(Flow flow, @Nullable String device) {
        Proof proof = flow.proof();
        return proof == null
                ? Optional.of(Step.first(flow))
                : Step.after(flow, verdict(flow.continuation(), proof, device));
    }

    /** @throws Problem {@link ErrorCode#FLOW_EXPIRED} where the account is gone */
    Verdict verdict(Continuation to, Proof proof, @Nullable String device) {
        Wanted wanted = wanted(to, device);
        return database.read(sql -> accounts.find(sql, proof.account())
                        .map(account -> assurance.of(sql, account, proof.how(), wanted)))
                .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED).because("the account is gone"));
    }

    /** Whether a browser that is signed in has shown what the operator requires of it by now. */
    boolean allows(Session browser) {
        return database.<Boolean>read(sql -> accounts.find(sql, browser.account())
                .filter(account -> assurance.allows(sql, account, browser.how(), SignIns.FIRST_PARTY))
                .isPresent());
    }

    /** For what somebody signs in who is led there. */
    static Wanted wanted(Continuation to, @Nullable String device) {
        return new Wanted(SignIns.FIRST_PARTY, to.acr(), device);
    }
}
