package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.HeadSigning.Signature;
import dev.gatehouse.domain.audit.Verdict.Fault;
import dev.gatehouse.domain.audit.Verdict.Kind;
import dev.gatehouse.platform.sql.Database;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The signed heads beside a walk along the chain: those of the database, and those that were kept elsewhere. */
final class HeadComparison {
    private static final int PAGE = 200;

    private final Database database;
    private final HeadSigning signing;
    private final Deque<Head> outside;
    private final Deque<HeadRows.Stored> page = new ArrayDeque<>();
    private final Set<String> formerKeys = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();
    private long read = -1;
    private long unknown;
    private long compared;
    private long signedByOwn;

    HeadComparison(Database database, HeadSigning signing, List<Head> outside) {
        this.database = database;
        this.signing = signing;
        this.outside = new ArrayDeque<>(
                outside.stream().sorted(Comparator.comparingLong(Head::seq)).toList());
    }

    long compared() {
        return compared;
    }

    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        if (compared == 0) {
            all.add(
                    "No signed head was compared: whoever can write to the database could have computed all of it anew.");
        }
        if (!formerKeys.isEmpty()) {
            all.add(
                    "Heads are signed by keys that this server has no more, known by what stands beside them alone; compare"
                            + " with the key.rotated events and with heads kept elsewhere: "
                            + String.join(", ", formerKeys));
        }
        if (unknown > 0) {
            all.add(unknown + " heads are signed by keys or shared secrets that nobody here knows; their hashes hold.");
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

    /** Heads over links that should be there and are not. */
    @Nullable
    Fault beyond(long last) {
        HeadRows.Stored stored = next();
        long signed = stored != null
                ? stored.seq()
                : outside.isEmpty() ? last : outside.getLast().seq();
        return signed <= last
                ? null
                : new Fault(
                        Kind.MISSING,
                        last + 1,
                        "the links from here on are gone; a head is signed over link " + signed);
    }

    private @Nullable Fault signature(HeadRows.Stored stored) {
        Head head = stored.head().orElse(null);
        if (head == null) {
            return wrong(stored.seq());
        }
        Signature signature = signing.check(head, stored.jwk());
        return switch (signature) {
            case OWN -> {
                signedByOwn++;
                yield null;
            }
            case FORMER -> {
                formerKeys.add(String.valueOf(head.kid()));
                // Keys follow one another: one that is gone signs nothing after one that is there.
                yield signedByOwn > 0 ? wrong(stored.seq()) : null;
            }
            case UNKNOWN -> {
                unknown++;
                yield head.kid() == null ? null : wrong(stored.seq());
            }
            case WRONG -> wrong(stored.seq());
        };
    }

    private @Nullable Fault compare(HeadRows.Stored stored, byte[] hash) {
        Fault fault = signature(stored);
        Head head = stored.head().orElse(null);
        if (fault != null || head == null) {
            return fault;
        }
        compared++;
        return held(head, hash);
    }

    private @Nullable Fault compareOutside(Head head, byte[] hash) {
        Signature signature = signing.check(head, null);
        if (signature == Signature.WRONG) {
            return wrong(head.seq());
        }
        if (signature == Signature.UNKNOWN) {
            unknown++;
        }
        compared++;
        return held(head, hash);
    }

    private @Nullable Fault passed(Head head) {
        notes.add("The head over link " + head.seq() + " is older than all that is kept, and was not compared.");
        return null;
    }

    private static @Nullable Fault held(Head head, byte[] hash) {
        return Arrays.equals(head.hash(), hash)
                ? null
                : new Fault(
                        Kind.HEAD_DIFFERS,
                        head.seq(),
                        "the head signed at " + head.at() + " is over another link than the one that is there");
    }

    private static Fault wrong(long seq) {
        return new Fault(
                Kind.WRONG_SIGNATURE, seq, "the head over link " + seq + " is not signed by a key of this server");
    }

    private HeadRows.@Nullable Stored next() {
        if (page.isEmpty()) {
            long after = read;
            page.addAll(database.read(sql -> HeadRows.after(sql, after, PAGE)));
            if (!page.isEmpty()) {
                read = page.getLast().seq();
            }
        }
        return page.peekFirst();
    }
}
