package dev.gatehouse.domain.outbox;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.outbox.Shelf.Piece;
import dev.gatehouse.platform.metrics.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries one piece of work, and notes what came of it. What handlers say is logged, never what they were given. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Origin NOWHERE = new Origin(null, null, null);

    private final Outbox.Needs needs;
    private final Shelf shelf;
    private final Map<String, Outbox.Kind<?>> kinds;
    private final Backoff backoff;
    private final Counters counted;

    Attempts(Outbox.Needs needs, Shelf shelf, Map<String, Outbox.Kind<?>> kinds) {
        this.needs = needs;
        this.shelf = shelf;
        this.kinds = kinds;
        this.backoff = new Backoff(needs.random());
        this.counted = needs.metrics()
                .counters(
                        "gatehouse_outbox_attempts_total",
                        "Attempts at work that is done after requests, by what it is and how they ended.",
                        "kind",
                        "outcome");
    }

    /** @param stopping whether an interruption means that this process ends */
    void run(Piece piece, BooleanSupplier stopping) {
        if (!needs.clock().instant().isBefore(piece.expiresAt())) {
            giveUp(piece, "too old", null);
            return;
        }
        Optional<byte[]> payload = shelf.open(piece);
        Outbox.Kind<?> kind = kinds.get(piece.kind());
        if (payload.isEmpty() || kind == null) {
            giveUp(piece, "its payload does not open with this server's keys", null);
            return;
        }
        try {
            kind.run(piece.id(), payload.get());
        } catch (Hopeless hopeless) {
            Thread.interrupted();
            giveUp(piece, String.valueOf(hopeless.getMessage()), hopeless.getCause());
            return;
        } catch (RuntimeException failure) {
            // What follows needs the database, which a thread that is told to stop cannot wait for.
            Thread.interrupted();
            failed(piece, failure, stopping.getAsBoolean());
            return;
        }
        Thread.interrupted();
        needs.database().single(sql -> {
            shelf.remove(sql, piece);
            return true;
        });
        counted.of(piece.kind(), "done").increment();
    }

    private void failed(Piece piece, RuntimeException failure, boolean stopping) {
        if (stopping) {
            needs.database().single(sql -> {
                shelf.putBack(sql, piece);
                return true;
            });
            return;
        }
        Duration wait = backoff.after(piece.attempts());
        Instant next = needs.clock().instant().plus(wait);
        if (!next.isBefore(piece.expiresAt())) {
            giveUp(piece, "tried for too long", failure);
            return;
        }
        needs.database().single(sql -> {
            shelf.postpone(sql, piece, next);
            return true;
        });
        counted.of(piece.kind(), "failed").increment();
        LOG.info(
                "{} {} failed at attempt {}, next in {} s: {}",
                piece.kind(),
                piece.id(),
                piece.attempts(),
                wait.toSeconds(),
                failure.getMessage());
    }

    private void giveUp(Piece piece, String why, @Nullable Throwable cause) {
        AuditEvent event = AuditEvent.failure("outbox.given_up")
                .on(piece.id().toString())
                .with("kind", piece.kind())
                .with("attempts", Integer.toString(piece.attempts()))
                .with("reason", why);
        needs.database().write(transaction -> {
            shelf.remove(transaction, piece);
            needs.audit().record(transaction, event, NOWHERE);
            return true;
        });
        counted.of(piece.kind(), "given_up").increment();
        LOG.warn(
                "{} {} is given up after {} attempts: {}",
                piece.kind(),
                piece.id(),
                piece.attempts(),
                cause == null ? why : why + ": " + cause.getMessage());
    }
}
