package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.HeadSigning.Signature;
import dev.gatehouse.domain.audit.Verdict.Fault;
import dev.gatehouse.domain.audit.Verdict.Kind;
import dev.gatehouse.platform.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The signed heads beside a walk along the chain: those of the database, and those that were kept elsewhere. */
final class HeadComparison {
    private static final int PAGE = 200;

    /** How far the clocks of servers, and of whoever verifies, may be apart. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final Database database;
    private final HeadSigning signing;
    private final Deque<Head> outside;
    private final Optional<Duration> keep;
    private final Instant now;
    private final Deque<HeadRows.Stored> page = new ArrayDeque<>();
    private final List<String> notes = new ArrayList<>();
    private long read = -1;
    private boolean all;
    private long unknown;
    private long compared;
    private long last;

    /** @param keep how long events are kept now */
    HeadComparison(Database database, HeadSigning signing, List<Head> outside, Optional<Duration> keep, Instant now) {
        this.database = database;
        this.signing = signing;
        this.outside = new ArrayDeque<>(
                outside.stream().sorted(Comparator.comparingLong(Head::seq)).toList());
        this.keep = keep;
        this.now = now;
    }

    long compared() {
        return compared;
    }

    /** The link of the last head that was compared; 0 where none was. */
    long last() {
        return last;
    }

    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        if (compared == 0) {
            all.add(
                    "No signed head was compared: whoever can write to the database could have computed all of it anew.");
        }
        if (unknown > 0) {
            all.add(
                    unknown
                            + " heads from elsewhere are signed by keys or shared secrets that nobody here knows; their hashes hold.");
        }
        return all;
    }

    /** Compares all heads up to a link; the walk comes by with each. */
    @Nullable
    Fault upTo(long seq, byte[] hash) {
        while (true) {
            HeadRows.Stored stored = next();
            if (stored == null || stored.seq() > seq) {
                break;
            }
            page.removeFirst();
            Fault fault = stored.seq() < seq ? null : compare(stored, hash);
            if (fault != null) {
                return fault;
            }
        }
        while (!outside.isEmpty() && outside.getFirst().seq() <= seq) {
            Head head = outside.removeFirst();
            Fault fault = head.seq() < seq ? passed(head) : compareOutside(head, hash);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** Looks for heads that were signed meanwhile: links up to them are there to be read after this. */
    void lookAgain() {
        all = false;
        next();
        all = true;
    }

    /** Heads over links that should be there and are not. */
    @Nullable
    Fault beyond(long last) {
        long inside = page.isEmpty() ? last : page.getLast().seq();
        long signed =
                outside.isEmpty() ? inside : Math.max(inside, outside.getLast().seq());
        return signed <= last
                ? null
                : new Fault(
                        Kind.MISSING,
                        last + 1,
                        "the links from here on are gone; a head is signed over link " + signed);
    }

    private @Nullable Fault compare(HeadRows.Stored stored, byte[] hash) {
        Head head = stored.head().orElse(null);
        if (head == null || !signing.sealed(stored)) {
            return new Fault(
                    Kind.WRONG_SIGNATURE,
                    stored.seq(),
                    "the head over link " + stored.seq() + " is not as a server wrote it");
        }
        return held(head, hash);
    }

    private @Nullable Fault compareOutside(Head head, byte[] hash) {
        Signature signature = signing.check(head);
        if (signature == Signature.WRONG) {
            return new Fault(
                    Kind.WRONG_SIGNATURE,
                    head.seq(),
                    "a head from elsewhere over link " + head.seq() + " is not signed by the key that it names");
        }
        if (signature == Signature.UNKNOWN) {
            unknown++;
        }
        return held(head, hash);
    }

    /**
     * A head over a link that has left. It had to be kept for the time that the head itself names, and no longer than the
     * settings say now; both stand where nobody gets who writes to the database.
     */
    private @Nullable Fault passed(Head head) {
        boolean old = Stream.of(head.keep(), keep)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .filter(least -> head.at().isBefore(now.minus(least).plus(CLOCKS)))
                .isPresent();
        if (!old) {
            return new Fault(
                    Kind.UNRECORDED_REMOVAL,
                    head.seq(),
                    "the events up to this link are gone, although the head from elsewhere that was signed over it at "
                            + head.at() + " is younger than the time for which events are kept");
        }
        notes.add("The head over link " + head.seq() + " is older than all that is kept, and was not compared.");
        return null;
    }

    private @Nullable Fault held(Head head, byte[] hash) {
        compared++;
        last = Math.max(last, head.seq());
        return Arrays.equals(head.hash(), hash)
                ? null
                : new Fault(
                        Kind.HEAD_DIFFERS,
                        head.seq(),
                        "the head signed at " + head.at() + " is over another link than the one that is there");
    }

    private HeadRows.@Nullable Stored next() {
        if (page.isEmpty() && !all) {
            long after = read;
            page.addAll(database.read(sql -> HeadRows.after(sql, after, PAGE)));
            all = page.size() < PAGE;
            if (!page.isEmpty()) {
                read = page.getLast().seq();
            }
        }
        return page.peekFirst();
    }
}
