package dev.gatehouse.contract;

import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditSettings;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Head;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.audit.Verdict;
import dev.gatehouse.domain.keys.KeySettings;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.Await;
import dev.gatehouse.testing.TestClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
        this(database, clock, keep, null, null);
    }

    /** @param secret what tokens are signed with; null for keys */
    AuditNode(
            Database database,
            InstantSource clock,
            Optional<Duration> keep,
            @Nullable Secret master,
            @Nullable Secret secret) {
        this.database = database;
        this.trail = new AuditTrail(clock, new Ids(clock, new SecureRandom()));
        KeySettings settings = new KeySettings(
                secret == null ? Algorithm.ES256 : Algorithm.HS256,
                2048,
                Duration.ofDays(3000),
                Duration.ZERO,
                master,
                secret);
        this.keys = SigningKeys.open(
                new SigningKeys.Needs(database, settings, LONGEST, CryptoProviders.jdk(), clock, Runnable::run));
        Seals seals = new Seals(database, master, clock, new SecureRandom());
        this.chain = new AuditChain(
                new AuditChain.Needs(database, trail, new AuditSettings(HOUR, keep), keys, seals, ISSUER, clock));
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

    /** What a server does that runs until it has signed, and lets leave what is old enough. */
    void serve(TestClock clock) {
        clock.advance(HOUR.multipliedBy(2));
        long wanted = chain.newestLink() + 1;
        chain.start();
        record("served");
        Await.until(
                () -> chain.newestHead().filter(head -> head.seq() >= wanted).isPresent());
        chain.close();
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
