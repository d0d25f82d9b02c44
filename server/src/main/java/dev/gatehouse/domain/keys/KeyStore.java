package dev.gatehouse.domain.keys;

import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.SigningJwk;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.List;

/** The table {@code signing_keys}. At most one key of an algorithm has no successor: a unique index says so. */
final class KeyStore {
    static final String CHANNEL = "keys";

    /** A row: the private key as the vault stores it. */
    record Stored(SigningKey key, String jwk) {}

    private KeyStore() {}

    static List<Stored> all(Sql sql) {
        return sql.list("""
                SELECT kid, algorithm, jwk, created_at, active_at, retired_at FROM signing_keys
                ORDER BY active_at, kid""", KeyStore::stored);
    }

    private static Stored stored(Row row) {
        String kid = row.text("kid");
        Algorithm algorithm = Algorithm.of(row.text("algorithm"))
                .orElseThrow(() -> new KeysUnusable(
                        "The signing key " + kid + " is for an algorithm that this version does not know.", null));
        SigningKey key = new SigningKey(
                kid, algorithm, row.instant("created_at"), row.instant("active_at"), row.optionalInstant("retired_at"));
        return new Stored(key, row.text("jwk"));
    }

    /** Adds a key unless the algorithm has one without successor; whether it did. */
    static boolean add(Transaction tx, SigningJwk jwk, String stored, Instant now, Instant activeAt) {
        int added = tx.update("""
                INSERT INTO signing_keys (kid, algorithm, jwk, created_at, active_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING""", jwk.kid(), jwk.algorithm().label(), stored, now, activeAt);
        if (added == 1) {
            tx.announce(CHANNEL, jwk.kid());
        }
        return added == 1;
    }

    /** Names the moment from which a key signs no more; false where another rotation has named one before. */
    static boolean retire(Transaction tx, SigningKey key, Instant at) {
        boolean won =
                tx.update("UPDATE signing_keys SET retired_at = ? WHERE kid = ? AND retired_at IS NULL", at, key.kid())
                        == 1;
        if (won) {
            // An earlier one may still be signing in its overlap: it ends no later.
            tx.update(
                    "UPDATE signing_keys SET retired_at = ? WHERE algorithm = ? AND retired_at > ?",
                    at,
                    key.algorithm().label(),
                    at);
        }
        return won;
    }

    /** Replaces the stored form of a key by another form of the same. */
    static void reseal(Transaction tx, Stored before, String stored) {
        tx.update(
                "UPDATE signing_keys SET jwk = ? WHERE kid = ? AND jwk = ?",
                stored,
                before.key().kid(),
                before.jwk());
    }

    /** Forgets what has signed nothing since this moment. */
    static void forget(Transaction tx, Instant retiredBefore) {
        tx.update("DELETE FROM signing_keys WHERE retired_at < ?", retiredBefore);
    }
}
