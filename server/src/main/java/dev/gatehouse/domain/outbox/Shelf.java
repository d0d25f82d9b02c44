package dev.gatehouse.domain.outbox;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The table {@code outbox}. Whoever takes a piece moves the time at which it is due, in one statement: so nobody else
 * takes it, and where that node ends before the work is done it becomes due again by itself.
 */
final class Shelf {
    private static final String SEAL = "outbox";

    /**
     * A piece that this node has taken.
     *
     * @param attempts how often it was taken, this time included
     * @param takenUntil when it becomes due again; also what tells this node's claim from a later one
     */
    record Piece(UUID id, String kind, String sealed, int attempts, Instant takenUntil, Instant expiresAt) {
        static Piece of(Row row) {
            return new Piece(
                    row.id("id"),
                    row.text("kind"),
                    row.text("payload"),
                    row.count("attempts"),
                    row.instant("due_at"),
                    row.instant("expires_at"));
        }
    }

    /** What waits at this moment. */
    record Waiting(long pieces, Optional<Instant> oldest) {}

    private final Seals seals;
    private final InstantSource clock;
    private final Ids ids;

    Shelf(Seals seals, InstantSource clock, Ids ids) {
        this.seals = seals;
        this.clock = clock;
        this.ids = ids;
    }

    /** @param wait before it is due */
    void put(Sql sql, String kind, Record payload, Duration life, Duration wait) {
        UUID id = ids.next();
        Instant now = clock.instant();
        sql.update(
                "INSERT INTO outbox (id, kind, payload, created_at, due_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                id,
                kind,
                seals.seal(sql, SEAL, Json.bytes(payload), bound(id)),
                now,
                now.plus(wait),
                now.plus(life));
    }

    /** When the next piece of these kinds is due; empty where none waits. */
    Optional<Instant> next(Sql sql, Collection<String> kinds) {
        return sql.list(
                        "SELECT min(due_at) AS due FROM outbox WHERE kind IN (%s)".formatted(marks(kinds)),
                        row -> Optional.ofNullable(row.optionalInstant("due")),
                        kinds.toArray())
                .getFirst();
    }

    /** Takes what is due by then, the longest due first. */
    List<Piece> take(Sql sql, Collection<String> kinds, int atMost, Instant by, Duration forTime) {
        Object[] arguments = Stream.of(
                        Stream.of(clock.instant().plus(forTime), by), kinds.stream(), Stream.of(atMost, by))
                .flatMap(each -> each)
                .toArray();
        return sql.list("""
                UPDATE outbox SET due_at = ?, attempts = attempts + 1
                WHERE id IN (SELECT id FROM outbox WHERE due_at <= ? AND kind IN (%s) ORDER BY due_at, id LIMIT ?)
                    AND due_at <= ?
                RETURNING id, kind, payload, attempts, due_at, expires_at""".formatted(marks(kinds)), Piece::of, arguments);
    }

    /** What was put down; empty where it does not open: the keys are others now. */
    Optional<byte[]> open(Piece piece) {
        return seals.open(SEAL, piece.sealed, bound(piece.id));
    }

    /** It is done, whoever did it. */
    void remove(Sql sql, Piece piece) {
        sql.update("DELETE FROM outbox WHERE id = ?", piece.id);
    }

    /** It is to be tried again then, unless somebody else has it by now. */
    void postpone(Sql sql, Piece piece, Instant until) {
        sql.update("UPDATE outbox SET due_at = ? WHERE id = ? AND due_at = ?", until, piece.id, piece.takenUntil);
    }

    /** As {@link #postpone}, for what was not really tried. */
    void putBack(Sql sql, Piece piece) {
        sql.update(
                "UPDATE outbox SET due_at = ?, attempts = attempts - 1 WHERE id = ? AND due_at = ?",
                clock.instant(),
                piece.id,
                piece.takenUntil);
    }

    Waiting waiting(Sql sql) {
        return sql.one(
                        "SELECT count(*) AS pieces, min(created_at) AS oldest FROM outbox",
                        row -> new Waiting(row.number("pieces"), Optional.ofNullable(row.optionalInstant("oldest"))))
                .orElseThrow();
    }

    private static String marks(Collection<String> kinds) {
        return String.join(", ", Collections.nCopies(kinds.size(), "?"));
    }

    private static byte[] bound(UUID id) {
        return id.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
