package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.Head;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.audit.Verdict;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.Await;
import dev.gatehouse.testing.ChildJvm;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class AuditChainContractTest {
    private static final Duration KEEP = Duration.ofDays(90);

    private final TestClock clock = new TestClock();

    /** How often each node links while all write: on one SQLite file they keep each other waiting. */
    private static final int SEALS = 20;

    @OnEveryDatabase
    void everyEventGetsItsLinkAndTheNumbersHaveNoGaps(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(300);
        node.linked(1);

        Verdict verdict = node.verify();
        assertThat(verdict.fault()).isNull();
        assertThat(verdict.from()).isEqualTo(1);
        assertThat(verdict.to()).isEqualTo(301);
        assertThat(verdict.notes()).anyMatch(note -> note.startsWith("No signed head"));
        assertThat(node.chain.newestLink()).isEqualTo(301);
    }

    @OnEveryDatabase
    void whatIsNotLinkedYetIsSaidAndHurtsNothing(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        node.linked(2);
        node.record("later");

        assertThat(node.verify().fault()).isNull();
        assertThat(node.verify().waiting()).isEqualTo(1);
    }

    @OnEveryDatabase
    void nodesThatLinkAtOnceMakeOneChainAndLeaveNothingOut(TestDatabase on) throws Exception {
        List<AuditNode> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(new AuditNode(i == 0 ? on.database() : on.another(), clock));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            List<Future<?>> sealers = new ArrayList<>();
            for (AuditNode node : nodes) {
                for (int i = 0; i < 4; i++) {
                    writers.add(threads.submit(() -> {
                        for (int act = 0; act < 40; act++) {
                            node.record("act");
                        }
                    }));
                }
                sealers.add(threads.submit(() -> {
                    for (int again = 0; again < SEALS; again++) {
                        node.chain.seal();
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            for (Future<?> sealer : sealers) {
                sealer.get();
            }
        }
        nodes.forEach(node -> node.chain.seal());

        Verdict verdict = nodes.getFirst().verify();
        assertThat(verdict.fault()).isNull();
        assertThat(verdict.waiting()).isZero();
        assertThat(verdict.to()).isEqualTo(480);
    }

    /** On PostgreSQL it becomes visible when others that began later are linked already; it gets the next number. */
    @OnEveryDatabase
    void anEventThatIsCommittedLateIsLinkedBehindThoseBeforeIt(TestDatabase on) throws Exception {
        AuditNode late = new AuditNode(on.database(), clock);
        AuditNode other = on.isPostgres() ? new AuditNode(on.another(), clock) : late;
        CountDownLatch recorded = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writing = threads.submit(() -> late.database.write(transaction -> {
                late.trail.record(transaction, AuditEvent.success("late"), Origin.SERVER);
                recorded.countDown();
                return on.isPostgres() ? waited(commit) : "at once";
            }));
            recorded.await();
            other.linked(3);
            commit.countDown();
            writing.get();
        }
        late.chain.seal();

        assertThat(late.verify().fault()).isNull();
        assertThat(late.verify().waiting()).isZero();
        assertThat(late.count("audit_chain")).isEqualTo(4);
    }

    private static String waited(CountDownLatch latch) {
        try {
            latch.await();
            return "late";
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @OnEveryDatabase
    void whatAProcessLeftWithoutLinksIsFoundByTheNext(TestDatabase on) {
        AuditNode killed = new AuditNode(on.database(), clock);
        killed.linked(2);
        killed.record("act.3");
        clock.advance(Duration.ofDays(30));

        AuditNode next = new AuditNode(on.restart(), clock);
        next.record("act.4");
        next.chain.close();
        assertThat(next.verify().fault()).isNull();
        assertThat(next.verify().to()).isEqualTo(4);
    }

    @OnEveryDatabase
    void aProcessThatIsKilledLosesNoEventThatItHasAnswered(TestDatabase on) throws Exception {
        int answered = 0;
        try (ChildJvm child = ChildJvm.start(RecordsUntilKilled.class, on.settings())) {
            while (answered < 200) {
                assertThat(child.readLine()).isEqualTo("recorded");
                answered++;
            }
            child.kill();
            while ("recorded".equals(child.readLine())) {
                answered++;
            }
        }
        AuditNode next = new AuditNode(on.database(), clock);
        next.chain.seal();

        assertThat(next.verify().fault()).isNull();
        assertThat(next.verify().waiting()).isZero();
        assertThat(next.verify().to()).isGreaterThanOrEqualTo(answered).isEqualTo(next.count("audit_events"));
    }

    @OnEveryDatabase
    void aServerLinksByItselfAndSignsWhenItStops(TestDatabase on) throws Exception {
        AuditNode node = new AuditNode(on.database(), clock);
        node.chain.start();
        node.record("act");
        Await.until(() -> node.chain.newestLink() > 0);
        assertThat(node.chain.newestHead()).isEmpty();
        node.record("last");
        node.chain.close();

        Head head = node.chain.newestHead().orElseThrow();
        assertThat(head.seq()).isEqualTo(2);
        assertThat(head.count()).isEqualTo(2);
        assertThat(head.issuer()).isEqualTo(AuditNode.ISSUER);
        assertThat(node.verify(head).heads()).isEqualTo(2);
        assertThat(node.verify(head).fault()).isNull();
    }

    @OnEveryDatabase
    void afterAnHourInWhichSomethingHappenedAHeadIsSigned(TestDatabase on) throws Exception {
        AuditNode node = new AuditNode(on.database(), clock);
        node.chain.start();
        clock.advance(Duration.ofHours(1));
        node.record("act");
        Await.until(() -> node.chain.newestHead().isPresent());
        node.chain.close();
        assertThat(node.count("audit_heads")).isEqualTo(1);
    }

    @OnEveryDatabase
    void theOldestLeaveUpToAHeadAndTheRestStillVerifies(TestDatabase on) throws Exception {
        AuditNode node = new AuditNode(on.database(), clock, Optional.of(KEEP));
        node.linked(1_200);
        Head old = node.sign();
        clock.advance(KEEP);
        node.linked(5);
        Head young = node.sign();
        clock.advance(Duration.ofHours(2));

        node.chain.start();
        node.record("act");
        Await.until(() -> node.count("audit_events") <= 100);
        node.chain.close();

        Verdict verdict = node.verify(old, young);
        assertThat(verdict.fault()).isNull();
        assertThat(verdict.from()).isEqualTo(1_201);
        assertThat(verdict.waiting()).isZero();
        assertThat(node.count("audit_events")).isEqualTo(5 + 2);
        assertThat(node.database.<List<AuditChain.Entry>>read(
                        sql -> node.chain.after(sql, 0, 100).entries()))
                .extracting(entry -> entry.event().event().action())
                .contains("act.5", "audit.pruned", "act")
                .doesNotContain("act.6");
    }

    /** What it reads in turns, the server changes between. */
    @OnEveryDatabase
    void aVerificationBesideABusyServerCriesForNothing(TestDatabase on) throws Exception {
        AuditNode busy = new AuditNode(on.database(), clock);
        AuditNode other = new AuditNode(on.isPostgres() ? on.another() : on.database(), clock);
        busy.linked(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> serving = threads.submit(() -> {
                for (int act = 0; act < 200; act++) {
                    busy.linked(1);
                    busy.sign();
                }
            });
            while (!serving.isDone()) {
                assertThat(other.verify().fault()).isNull();
            }
            serving.get();
        }
        assertThat(other.verify().heads()).isEqualTo(200);
    }

    @OnEveryDatabase
    void twentyThousandEventsVerifyInSeconds(TestDatabase on) {
        AuditNode node = new AuditNode(on.database(), clock);
        for (int group = 0; group < 20; group++) {
            int from = group * 1_000;
            node.database.write(transaction -> {
                for (int i = 0; i < 1_000; i++) {
                    node.trail.record(
                            transaction,
                            AuditEvent.success("session.opened").with("number", Integer.toString(from + i)),
                            new Origin("192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64)", "request"));
                }
                return from;
            });
        }
        node.chain.seal();
        long linked = System.nanoTime();
        Verdict verdict = node.verify();
        long verified = System.nanoTime();

        assertThat(verdict.fault()).isNull();
        assertThat(verdict.to()).isEqualTo(20_000);
        assertThat(Duration.ofNanos(verified - linked)).isLessThan(Duration.ofSeconds(20));
    }

    /** A program that records one act after another and says so once each is answered. It makes no links. */
    static final class RecordsUntilKilled {
        private RecordsUntilKilled() {}

        public static void main(String[] arguments) {
            Database database = Database.open(ChildJvm.settings(arguments));
            AuditNode node = new AuditNode(database, new TestClock());
            node.chain.start();
            while (true) {
                node.record("act");
                System.out.println("recorded");
            }
        }
    }
}
