package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.outbox.Hopeless;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxContractTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What there is to do. */
    record Errand(String what) {}

    private final TestClock clock = new TestClock();
    private final Metrics metrics = new Metrics();
    private final ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();

    private Outbox outbox(Database database) {
        return outbox(database, new Metrics());
    }

    private Outbox outbox(Database database, Metrics counted) {
        Ids ids = new Ids(clock, RANDOM);
        Seals seals = new Seals(database, null, clock, RANDOM);
        return new Outbox(new Outbox.Needs(database, seals, new AuditTrail(clock, ids), clock, ids, RANDOM, counted));
    }

    private static void put(Database database, Outbox outbox, String what) {
        database.write(transaction -> {
            outbox.put(transaction, "errand", new Errand(what));
            return true;
        });
    }

    private void handle(Outbox outbox) {
        outbox.handle("errand", Errand.class, (id, errand) -> done.add(errand.what()));
    }

    private static void settle(Outbox outbox) {
        assertThat(outbox.settle(PATIENCE)).isTrue();
    }

    private static long waiting(Database database) {
        return database.read(sql -> sql.one("SELECT count(*) AS n FROM outbox", row -> row.number("n")))
                .orElseThrow();
    }

    private static List<String> givenUp(Database database) {
        return database.read(sql -> sql.list(
                "SELECT detail FROM audit_events WHERE action = 'outbox.given_up'", row -> row.text("detail")));
    }

    @OnEveryDatabase
    void whatIsPutDownIsDoneOnceAndForgotten(TestDatabase on) {
        try (Outbox outbox = outbox(on.database())) {
            handle(outbox);
            outbox.start();
            for (int i = 0; i < 40; i++) {
                put(on.database(), outbox, "errand " + i);
            }
            settle(outbox);
            assertThat(done).hasSize(40).doesNotHaveDuplicates();
            assertThat(waiting(on.database())).isZero();
        }
    }

    @OnEveryDatabase
    void itIsDoneWithoutBeingTold(TestDatabase on) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        try (Outbox outbox = outbox(on.database())) {
            outbox.handle("errand", Errand.class, (id, errand) -> heard.countDown());
            outbox.start();
            put(on.database(), outbox, "now");
            assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @OnEveryDatabase
    void nothingIsDoneForATransactionThatIsNotKept(TestDatabase on) {
        try (Outbox outbox = outbox(on.database())) {
            handle(outbox);
            outbox.start();
            assertThatThrownBy(() -> on.database().write(transaction -> {
                        outbox.put(transaction, "errand", new Errand("never"));
                        throw new IllegalStateException("not kept");
                    }))
                    .hasMessage("not kept");
            put(on.database(), outbox, "kept");
            settle(outbox);
            assertThat(done)
                    .as("the key that was made for the first went with it")
                    .containsExactly("kept");
        }
    }

    @OnEveryDatabase
    void whatAnEarlierRunLeftIsDoneAtTheStart(TestDatabase on) {
        put(on.database(), outbox(on.database()), "left");
        Database again = on.restart();
        try (Outbox outbox = outbox(again)) {
            handle(outbox);
            outbox.start();
            settle(outbox);
            assertThat(done).containsExactly("left");
        }
    }

    @OnEveryDatabase
    void whatADeadProcessHeldIsTakenByAnotherLater(TestDatabase on) {
        try (Outbox outbox = outbox(on.database())) {
            handle(outbox);
            put(on.database(), outbox, "held");
            // As a process leaves it that took it and then was killed.
            on.database()
                    .write(transaction -> transaction.update(
                            "UPDATE outbox SET attempts = 1, due_at = ?",
                            clock.instant().plus(Duration.ofMinutes(3))));
            outbox.start();
            settle(outbox);
            assertThat(done).as("another may still be at it").isEmpty();
            clock.advance(Duration.ofMinutes(3));
            settle(outbox);
            assertThat(done).containsExactly("held");
        }
    }

    @OnEveryDatabase
    void whatFailsIsTriedAgainLaterAndLaterUntilItIsGivenUp(TestDatabase on) {
        List<Duration> waits = new ArrayList<>();
        AtomicInteger attempts = new AtomicInteger();
        try (Outbox outbox = outbox(on.database(), metrics)) {
            outbox.handle("errand", Errand.class, (id, errand) -> {
                attempts.incrementAndGet();
                throw new IllegalStateException("not today");
            });
            outbox.start();
            put(on.database(), outbox, "hopeless");
            settle(outbox);
            while (waiting(on.database()) > 0) {
                Duration wait = Duration.between(clock.instant(), due(on.database()));
                waits.add(wait);
                clock.advance(wait.minusMillis(1));
                int before = attempts.get();
                settle(outbox);
                assertThat(attempts).as("not before its time").hasValue(before);
                clock.advance(Duration.ofMillis(1));
                settle(outbox);
                assertThat(attempts).hasValue(before + 1);
            }
        }
        assertThat(waits.getFirst()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        assertThat(waits.get(1)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
        assertThat(waits.getLast()).isBetween(Duration.ofMinutes(192), Duration.ofMinutes(288));
        Duration tried = waits.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(tried).isBetween(Duration.ofHours(66), Duration.ofDays(3));
        assertThat(waits.stream().distinct().count()).as("jitter").isGreaterThan(20);
        assertThat(givenUp(on.database()))
                .singleElement()
                .asString()
                .contains("\"kind\":\"errand\"", "tried for too long")
                .doesNotContain("hopeless");
        assertThat(metrics.text()).contains("gatehouse_outbox_attempts_total{kind=\"errand\",outcome=\"given_up\"} 1");
    }

    private static Instant due(Database database) {
        return database.read(sql -> sql.one("SELECT due_at FROM outbox", row -> row.instant("due_at")))
                .orElseThrow();
    }

    /** What is asked for by lot tells nothing by when the machine is busy with it. */
    @OnEveryDatabase
    void whatIsPutDownByLotIsDueAtAnyMomentWithinASecond(TestDatabase on) {
        Instant now = clock.instant();
        try (Outbox outbox = outbox(on.database())) {
            handle(outbox);
            for (int i = 0; i < 100; i++) {
                String what = "errand " + i;
                on.database().write(transaction -> {
                    outbox.putByLot(transaction, "errand", new Errand(what));
                    return true;
                });
            }
            List<Duration> waits = on.database()
                    .read(sql ->
                            sql.list("SELECT due_at FROM outbox", row -> Duration.between(now, row.instant("due_at"))));
            assertThat(waits)
                    .allMatch(wait -> !wait.isNegative() && wait.compareTo(Duration.ofSeconds(1)) < 0)
                    .anyMatch(wait -> wait.compareTo(Duration.ofMillis(250)) < 0)
                    .anyMatch(wait -> wait.compareTo(Duration.ofMillis(750)) > 0);
            outbox.start();
            clock.advance(Duration.ofMillis(500));
            settle(outbox);
            assertThat(done).as("those whose moment came").hasSizeBetween(10, 90);
            assertThat(outbox.hurry(PATIENCE)).isTrue();
            assertThat(done).as("all").hasSize(100);
        }
    }

    @OnEveryDatabase
    void whatIsHopelessIsGivenUpAtOnce(TestDatabase on) {
        try (Outbox outbox = outbox(on.database())) {
            outbox.handle("errand", Errand.class, (id, errand) -> {
                throw new Hopeless("nobody lives there");
            });
            outbox.start();
            put(on.database(), outbox, "x");
            settle(outbox);
            assertThat(waiting(on.database())).isZero();
            assertThat(givenUp(on.database())).singleElement().asString().contains("nobody lives there");
        }
    }

    @OnEveryDatabase
    void payloadsAreSealedAndBoundToTheirRow(TestDatabase on) {
        Outbox outbox = outbox(on.database());
        put(on.database(), outbox, "a secret link");
        put(on.database(), outbox, "another");
        List<String> payloads = on.database()
                .read(sql -> sql.list("SELECT payload FROM outbox ORDER BY id", row -> row.text("payload")));
        assertThat(payloads).noneMatch(payload -> payload.contains("secret"));
        on.database().write(transaction -> transaction.update("UPDATE outbox SET payload = ?", payloads.getFirst()));
        handle(outbox);
        outbox.start();
        settle(outbox);
        outbox.close();
        assertThat(done).hasSize(1);
        assertThat(givenUp(on.database())).hasSize(1);
    }

    /** One receiver of webhooks that hangs does not keep letters waiting. */
    @OnEveryDatabase
    void whatHangsKeepsNothingElseWaiting(TestDatabase on) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(3);
        Set<String> hanging = ConcurrentHashMap.newKeySet();
        try (Outbox outbox = outbox(on.database())) {
            outbox.handle("errand", Errand.class, (id, errand) -> {
                hanging.add(errand.what());
                try {
                    assertThat(never.await(1, TimeUnit.HOURS)).isTrue();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException("stopped");
                }
            });
            outbox.handle("other", Errand.class, (id, errand) -> others.countDown());
            outbox.start();
            for (int i = 0; i < 20; i++) {
                put(on.database(), outbox, "hangs " + i);
            }
            for (int i = 0; i < 3; i++) {
                on.database().write(transaction -> {
                    outbox.put(transaction, "other", new Errand("brief"));
                    return true;
                });
            }
            assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(hanging).hasSizeBetween(1, 4);
            // So that the stop has nothing to wait for.
            never.countDown();
        }
    }

    @OnEveryDatabase
    void aStopFinishesWhatIsUnderWayOrPutsItBack(TestDatabase on) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        Set<String> interrupted = ConcurrentHashMap.newKeySet();
        Outbox outbox = outbox(on.database());
        outbox.handle("errand", Errand.class, (id, errand) -> {
            begun.countDown();
            try {
                if (errand.what().equals("endless") ? never.await(1, TimeUnit.HOURS) : begun.await(1, TimeUnit.HOURS)) {
                    done.add(errand.what());
                }
            } catch (InterruptedException stopped) {
                interrupted.add(errand.what());
                throw new IllegalStateException("stopped");
            }
        });
        outbox.start();
        put(on.database(), outbox, "endless");
        put(on.database(), outbox, "brief");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        outbox.close();
        assertThat(done).containsExactly("brief");
        assertThat(interrupted).containsExactly("endless");
        assertThat(due(on.database())).as("due at once for whoever comes next").isEqualTo(clock.instant());
    }

    @Test
    void twoNodesDoEachPieceOnce() {
        try (TestDatabase on = TestDatabases.postgres();
                Outbox one = outbox(on.database());
                Outbox other = outbox(on.another(), new Metrics())) {
            Set<UUID> seen = ConcurrentHashMap.newKeySet();
            AtomicInteger twice = new AtomicInteger();
            for (Outbox node : List.of(one, other)) {
                node.handle("errand", Errand.class, (id, errand) -> {
                    if (!seen.add(id)) {
                        twice.incrementAndGet();
                    }
                });
                node.start();
            }
            on.database().write(transaction -> {
                for (int i = 0; i < 300; i++) {
                    one.put(transaction, "errand", new Errand("errand " + i));
                }
                return true;
            });
            Thread helper = Thread.startVirtualThread(() -> other.settle(PATIENCE));
            settle(one);
            assertThat(helper.isAlive() ? other.settle(PATIENCE) : true).isTrue();
            settle(one);
            assertThat(seen).hasSize(300);
            assertThat(twice).hasValue(0);
        }
    }

    @Test
    void anotherNodeDoesWhatOneCannot() throws InterruptedException {
        try (TestDatabase on = TestDatabases.postgres();
                Outbox other = outbox(on.another(), new Metrics())) {
            CountDownLatch heard = new CountDownLatch(1);
            other.handle("errand", Errand.class, (id, errand) -> heard.countDown());
            other.start();
            // A command beside the server only puts down.
            put(on.database(), outbox(on.database()), "for others");
            assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @OnEveryDatabase
    void whatNobodyKnowsHowToDoWaitsAndLeavesInTheEnd(TestDatabase on) {
        Outbox outbox = outbox(on.database());
        handle(outbox);
        outbox.start();
        on.database().write(transaction -> {
            outbox.put(transaction, "unheard_of", new Errand("x"));
            return true;
        });
        settle(outbox);
        outbox.close();
        assertThat(waiting(on.database())).isOne();
        ConcurrentLinkedQueue<Runnable> sweeps = new ConcurrentLinkedQueue<>();
        Sweeper sweeper = new Sweeper(on.database(), clock, sweeps::add);
        Outbox.sweepWith(sweeper);
        clock.advance(Duration.ofDays(5));
        put(on.database(), outbox(on.database()), "newer");
        sweeps.forEach(Runnable::run);
        assertThat(waiting(on.database())).isOne();
    }
}
