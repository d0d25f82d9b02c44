package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.audit.ChainRows.Linked;
import dev.gatehouse.domain.audit.Verdict.Fault;
import dev.gatehouse.domain.audit.Verdict.Kind;
import dev.gatehouse.platform.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One walk along the chain, a page at a time. It ends at the first thing that does not hold. */
final class VerificationWalk {
    private static final int PAGE = 1_000;

    /** The longest {@code audit.heads.every}. */
    private static final Duration LONGEST_WITHOUT_HEAD = Duration.ofDays(1);

    private final Database database;
    private final HeadSigning signing;
    private final HeadComparison heads;
    private final HeadRows.@Nullable Stored begin;
    private final Instant now;
    private final long anchor;
    private long seq;
    private byte[] hash;
    private long waiting;
    private boolean removalRecorded;
    private @Nullable Instant unsignedSince;

    VerificationWalk(
            Database database,
            HeadSigning signing,
            HeadComparison heads,
            Optional<HeadRows.Stored> anchor,
            Instant now) {
        this.database = database;
        this.signing = signing;
        this.heads = heads;
        this.begin = anchor.orElse(null);
        this.now = now;
        this.anchor = anchor.map(HeadRows.Stored::seq).orElse(0L);
        this.seq = this.anchor;
        this.hash = anchor.flatMap(HeadRows.Stored::head).map(Head::hash).orElseGet(Link::origin);
    }

    Verdict run() {
        Fault fault = fault();
        List<String> notes = new ArrayList<>(heads.notes());
        if (anchor > 0 && fault == null) {
            notes.add(
                    "Events up to link " + anchor
                            + " have left after the time for which they are kept; the signed head over that link vouches for them.");
        }
        if (unsignedSince != null && unsignedSince.isBefore(now.minus(LONGEST_WITHOUT_HEAD))) {
            notes.add("No signed head is over what was recorded from " + unsignedSince
                    + " on: either no server ran since, or somebody took heads away.");
        }
        return new Verdict(anchor + 1, seq, heads.compared(), waiting, fault, notes);
    }

    private @Nullable Fault fault() {
        if (begin != null && !signing.sealed(begin)) {
            return removal("no server gave them up");
        }
        Fault fault = heads.upTo(anchor, hash);
        if (fault == null) {
            fault = links();
        }
        if (fault == null) {
            // A server beside may have linked and signed since the last page was read.
            heads.lookAgain();
            fault = heads.upTo(seq, hash);
        }
        if (fault == null) {
            fault = links();
        }
        if (fault == null) {
            fault = heads.beyond(seq);
        }
        if (fault == null) {
            fault = unlinked();
        }
        return fault == null && anchor > 0 && !removalRecorded
                ? removal("no " + Retention.ACTION + " event says so")
                : fault;
    }

    private Fault removal(String lacking) {
        return new Fault(
                Kind.UNRECORDED_REMOVAL, anchor, "the events up to link " + anchor + " are gone, and " + lacking);
    }

    private @Nullable Fault links() {
        while (true) {
            List<Linked> page = database.read(sql -> ChainRows.after(sql, seq, PAGE));
            if (page.isEmpty()) {
                return null;
            }
            for (Linked link : page) {
                Fault fault = follow(link, page);
                if (fault != null) {
                    return fault;
                }
            }
        }
    }

    private @Nullable Fault follow(Linked link, List<Linked> page) {
        long wanted = seq + 1;
        Recorded event = link.event();
        if (link.seq() != wanted) {
            return new Fault(
                    Kind.MISSING, wanted, "the link is gone; the next one that is there is link " + link.seq());
        }
        if (!link.there()) {
            return new Fault(Kind.MISSING, wanted, "the event " + link.id() + " is gone");
        }
        if (event == null || !Arrays.equals(Link.hash(hash, event), link.hash())) {
            return differing(link, page);
        }
        seq = wanted;
        hash = link.hash();
        note(event);
        unsignedSince = unsignedSince == null ? event.at() : unsignedSince;
        Fault fault = heads.upTo(seq, hash);
        unsignedSince = heads.last() == seq ? null : unsignedSince;
        return fault;
    }

    /** A link of the page that belongs here shows that something was put in before it, or their order changed. */
    private Fault differing(Linked link, List<Linked> page) {
        for (Linked other : page) {
            Recorded event = other.event();
            if (event != null) {
                byte[] follows = Link.hash(hash, event);
                if (page.stream().anyMatch(each -> Arrays.equals(each.hash(), follows))) {
                    return new Fault(
                            Kind.OUT_OF_PLACE,
                            link.seq(),
                            "the link of the event " + event.id() + " belongs here, and that of " + link.id()
                                    + " stands here");
                }
            }
        }
        return new Fault(
                Kind.CHANGED,
                link.seq(),
                "the event " + link.id()
                        + " was changed after it was linked, or its link was, or what stood before it");
    }

    private @Nullable Fault unlinked() {
        UUID window = database.read(ChainRows::window);
        UUID after = new UUID(0, 0);
        while (true) {
            UUID from = after;
            List<Recorded> page = database.read(sql -> ChainRows.unlinked(sql, from, PAGE));
            if (page.isEmpty()) {
                return null;
            }
            Recorded first = page.getFirst();
            if (first.id().toString().compareTo(window.toString()) < 0) {
                return new Fault(
                        Kind.UNLINKED,
                        0,
                        "the event " + first.id() + " of " + first.at() + " has no link, and is too old to get one");
            }
            page.forEach(this::note);
            waiting += page.size();
            after = page.getLast().id();
        }
    }

    private void note(Recorded event) {
        removalRecorded |= event.event().action().equals(Retention.ACTION)
                && Objects.equals(event.event().detail().get(Retention.THROUGH), Long.toString(anchor));
    }
}
