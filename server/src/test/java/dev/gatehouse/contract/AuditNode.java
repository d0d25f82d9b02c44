package dev.gatehouse.contract;

import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditSettings;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Head;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.audit.Verdict;
import dev.gatehouse.domain.keys.KeySettings;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.sql.Database;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rooms of the audit trail over one connection to a database, as one node has them. */
final class AuditNode {
    static final String ISSUER = "https://id.example";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    final Database database;
    final AuditTrail trail;
    final SigningKeys keys;
    final AuditChain chain;
    private final String account = UUID.randomUUID().toString();

    AuditNode(Database database, InstantSource clock) {
        this(database, clock, Optional.empty());
    }

    AuditNode(Database database, InstantSource clock, Optional<Duration> keep) {
        this.database = database;
        this.trail = new AuditTrail(clock, new Ids(clock, new SecureRandom()));
        KeySettings settings = new KeySettings(Algorithm.ES256, 2048, Duration.ofDays(3000), Duration.ZERO, null, null);
        this.keys = SigningKeys.open(
                new SigningKeys.Needs(database, settings, LONGEST, CryptoProviders.jdk(), clock, Runnable::run));
        this.chain = new AuditChain(
                new AuditChain.Needs(database, trail, new AuditSettings(HOUR, keep), keys, ISSUER, clock));
    }

    /** One act in a transaction of its own. */
    void record(String action) {
        database.write(transaction -> {
            trail.record(
                    transaction,
                    AuditEvent.success(action).by(account).on(account).with("method", "pässword"),
                    new Origin("192.0.2.7", "Browser/1", "r1"));
            return action;
        });
    }

    /** So many acts, linked. */
    void linked(int count) {
        for (int i = 1; i <= count; i++) {
            record("act." + i);
        }
        chain.seal();
    }

    Head sign() {
        return chain.sign().orElseThrow();
    }

    Verdict verify(Head... outside) {
        return chain.verify(List.of(outside));
    }

    /** What somebody does who can write to the database. */
    void tamper(String sql, Object... arguments) {
        database.write(transaction -> transaction.update(sql, arguments));
    }

    String eventAt(long seq) {
        return database.read(sql ->
                        sql.one("SELECT event_id FROM audit_chain WHERE seq = ?", row -> row.text("event_id"), seq))
                .orElseThrow();
    }

    long count(String table) {
        return database.read(sql -> sql.one("SELECT count(*) AS n FROM " + table, row -> row.number("n")))
                .orElseThrow();
    }
}
