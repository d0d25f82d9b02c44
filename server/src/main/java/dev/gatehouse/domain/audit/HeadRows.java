package dev.gatehouse.domain.audit;

import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code audit_heads}. */
final class HeadRows {
    private static final String COLUMNS = "seq, at, jws, jwk, pruned_at, seal";

    /**
     * A row.
     *
     * @param jwk the public key that it was signed with, as JSON; null for a shared secret
     * @param prunedAt when all that stands up to it was given up; null where it was not
     * @param seal shows that a server wrote the row as it is
     */
    record Stored(
            long seq,
            Instant at,
            String jws,
            @Nullable String jwk,
            @Nullable Instant prunedAt,
            String seal) {
        Optional<Head> head() {
            return Head.parse(jws).filter(head -> head.seq() == seq);
        }

        /** All of the row but its seal; no two rows have the same. */
        String statement() {
            return String.join(
                    "\n",
                    Long.toString(seq),
                    Long.toString(at.toEpochMilli()),
                    prunedAt == null ? "" : Long.toString(prunedAt.toEpochMilli()),
                    jwk == null ? "" : "jwk",
                    jws,
                    jwk == null ? "" : jwk);
        }
    }

    private HeadRows() {}

    /** Whether it was added: another node may have signed the same link. */
    static boolean add(Sql sql, Stored head) {
        return sql.update(
                        "INSERT INTO audit_heads (seq, at, jws, jwk, seal) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        head.seq(),
                        head.at(),
                        head.jws(),
                        head.jwk(),
                        head.seal())
                == 1;
    }

    static Optional<Head> newest(Sql sql) {
        return one(sql, "SELECT " + COLUMNS + " FROM audit_heads ORDER BY seq DESC LIMIT 1")
                .flatMap(Stored::head);
    }

    /** From where the chain is verified. */
    static Optional<Stored> anchor(Sql sql) {
        return one(
                sql, "SELECT " + COLUMNS + " FROM audit_heads WHERE pruned_at IS NOT NULL ORDER BY seq DESC LIMIT 1");
    }

    /** The newest that was signed before some time, so that all events up to it are older than that. */
    static Optional<Stored> newestBefore(Sql sql, Instant time) {
        return one(sql, "SELECT " + COLUMNS + " FROM audit_heads WHERE at < ? ORDER BY seq DESC LIMIT 1", time);
    }

    static List<Stored> after(Sql sql, long seq, int size) {
        return sql.list(
                "SELECT " + COLUMNS + " FROM audit_heads WHERE seq > ? ORDER BY seq LIMIT ?",
                HeadRows::read,
                seq,
                size);
    }

    /** Gives up what stands up to a head, as its new row says; false where another node did. */
    static boolean prune(Sql sql, Stored head) {
        return sql.update(
                        "UPDATE audit_heads SET pruned_at = ?, seal = ? WHERE seq = ? AND pruned_at IS NULL",
                        head.prunedAt(),
                        head.seal(),
                        head.seq())
                == 1;
    }

    /** Forgets the heads before an anchor. */
    static void forgetBefore(Sql sql, long seq) {
        sql.update("DELETE FROM audit_heads WHERE seq < ?", seq);
    }

    private static Optional<Stored> one(Sql sql, String query, @Nullable Object... arguments) {
        return sql.one(query, HeadRows::read, arguments);
    }

    private static Stored read(Row row) {
        return new Stored(
                row.number("seq"),
                row.instant("at"),
                row.text("jws"),
                row.optionalText("jwk"),
                row.optionalInstant("pruned_at"),
                row.text("seal"));
    }
}
