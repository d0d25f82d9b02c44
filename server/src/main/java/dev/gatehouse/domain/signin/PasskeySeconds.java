package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Second;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.InstantSource;
import java.util.function.Predicate;

/** Checks passkeys that people show after their first proof; wrong ones count as wrong codes do, and with them. */
public final class PasskeySeconds {
    private final Database database;
    private final SecondFactors seconds;
    private final Ceremonies ceremonies;
    private final InstantSource clock;

    public PasskeySeconds(Database database, SecondFactors seconds, Ceremonies ceremonies, InstantSource clock) {
        this.database = database;
        this.seconds = seconds;
        this.ceremonies = ceremonies;
        this.clock = clock;
    }

    /**
     * Checks a signature and uses its challenge up. One that is not right counts against the account, also where it was asked
     * for too long ago.
     *
     * @param limitKey the client's address as limits count it
     * @param also asked in the transaction that notes that it was right; false lets it count as wrong
     * @throws Problem as {@link Ceremonies#proven}; {@link ErrorCode#TOO_MANY_REQUESTS} where there were too many wrong
     *     ones; {@link ErrorCode#FLOW_EXPIRED} where {@code also} is false
     */
    public Second check(
            Proof proof,
            Answers.Signed answer,
            Place place,
            String limitKey,
            Origin from,
            Predicate<Transaction> also) {
        SecondFactors.Tried tried = seconds.begin(proof.account(), limitKey, from);
        Ceremonies.Signed signed = proven(proof, answer, place, from, tried);
        database.write(transaction -> {
            if (!also.test(transaction)) {
                throw Problem.of(ErrorCode.FLOW_EXPIRED).because("the sign-in that asked has been used up");
            }
            tried.right(transaction);
            return null;
        });
        seconds.shown(Factor.PASSKEY, true);
        return new Second(Factor.PASSKEY, clock.instant(), signed.passkey(), signed.synced());
    }

    private Ceremonies.Signed proven(
            Proof proof, Answers.Signed answer, Place place, Origin from, SecondFactors.Tried tried) {
        try {
            return ceremonies.proven(proof.account(), answer, place, from);
        } catch (Problem refused) {
            database.write(transaction -> {
                tried.wrong(transaction);
                return null;
            });
            seconds.shown(Factor.PASSKEY, false);
            throw refused;
        }
    }
}
