package dev.gatehouse.domain.assurance;

import dev.gatehouse.domain.sessions.AuthenticationEvent;
import java.util.List;

/** Whether what was shown is enough to be let in, or else what is wanting. */
public sealed interface Verdict {
    /** @param how as a session tells of it */
    record Enough(AuthenticationEvent how) implements Verdict {}

    /** The account's address has to be verified first. */
    record Unverified() implements Verdict {}

    /** @param methods those of the account that may answer, the strongest first; at least one */
    record Wanting(List<Factor> methods) implements Verdict {
        public Wanting {
            methods = List.copyOf(methods);
        }
    }

    /** A second factor is wanted, and the account has none: it is set up first. */
    record Enrol() implements Verdict {}

    /**
     * A second factor is wanted, and what was shown proves no more than that somebody holds a key: with something that they
     * set up now it would prove no more. Something else is to be shown first; the key may answer then.
     */
    record Otherwise() implements Verdict {}

    /** Whether nothing is wanting. */
    default boolean enough() {
        return this instanceof Enough;
    }
}
