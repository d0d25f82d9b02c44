package dev.gatehouse.domain.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of verifying the chain.
 *
 * @param from the number of the first link that was computed again
 * @param to the number of the last
 * @param heads how many signed heads were compared
 * @param waiting events that have no link yet and will get one
 * @param fault the first that does not hold; null where all does
 * @param notes what somebody should know who relies on it
 */
public record Verdict(
        long from,
        long to,
        long heads,
        long waiting,
        @Nullable Fault fault,
        List<String> notes) {
    /** What does not hold. */
    public enum Kind {
        /** An event is not what it was when it was linked, or its link is another. */
        CHANGED,
        /** An event or a link is gone. */
        MISSING,
        /** Events or links stand in another order, or something was put in between. */
        OUT_OF_PLACE,
        /** A signed head is over another link than the one that is there. */
        HEAD_DIFFERS,
        /** A head in the database is not as a server wrote it, or one from elsewhere is not signed by the key that it names. */
        WRONG_SIGNATURE,
        /** An event has no link, and is too old to get one. */
        UNLINKED,
        /** Events have left that no server gave up, or sooner than the settings say, or the trail does not say so. */
        UNRECORDED_REMOVAL
    }

    /**
     * The first thing that does not hold.
     *
     * @param seq the number of the link; 0 where there is none
     */
    public record Fault(Kind kind, long seq, String sentence) {}

    public Verdict {
        notes = List.copyOf(notes);
    }

    public boolean holds() {
        return fault == null;
    }
}
