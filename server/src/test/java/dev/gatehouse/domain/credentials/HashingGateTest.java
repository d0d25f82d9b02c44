package dev.gatehouse.domain.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HashingGateTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        go.countDown();
        clients.close();
    }

    @Test
    void sixtyFourClientsAreServedInTheOrderInWhichTheyCame() throws Exception {
        try (HashingGate gate = new HashingGate(1, 100, 64, LONG)) {
            occupy(gate);
            ConcurrentLinkedQueue<Integer> served = new ConcurrentLinkedQueue<>();
            List<Future<Boolean>> answers = new ArrayList<>();
            List<Integer> came = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int client = i;
                came.add(client);
                answers.add(clients.submit(() -> gate.run(100, () -> served.add(client))));
                awaitWaiting(gate, i + 1);
            }
            go.countDown();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
            assertThat(served).containsExactlyElementsOf(came);
        }
    }

    @Test
    void aFullQueueAnswersAtOnce() throws Exception {
        try (HashingGate gate = new HashingGate(1, 100, 1, LONG)) {
            occupy(gate);
            Future<String> waiting = clients.submit(() -> gate.run(1, () -> "served"));
            awaitWaiting(gate, 1);

            assertBusy(gate, LONG);
            go.countDown();
            assertThat(waiting.get()).isEqualTo("served");
        }
    }

    @Test
    void whoWaitsTooLongIsSentAwayAndLeavesTheQueue() throws Exception {
        Duration shortWait = Duration.ofMillis(20);
        try (HashingGate gate = new HashingGate(1, 100, 8, shortWait)) {
            Future<?> first = occupy(gate);

            assertBusy(gate, shortWait);
            assertThat(gate.waiting()).isZero();
            go.countDown();
            assertThat(first.get())
                    .as("what has begun is finished, however long it takes")
                    .isEqualTo("occupied");
        }
    }

    @Test
    void runsNoMoreAtOnceThanTheMemoryHolds() throws Exception {
        try (HashingGate gate = new HashingGate(4, 100, 64, LONG)) {
            AtomicInteger used = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int kib = 30 + i;
                all.add(clients.submit(() -> gate.run(kib, () -> {
                    most.accumulateAndGet(used.addAndGet(kib), Math::max);
                    Thread.yield();
                    return used.addAndGet(-kib);
                })));
            }
            for (Future<Integer> one : all) {
                one.get();
            }
            assertThat(most.get()).isBetween(30, 100);
        }
    }

    @Test
    void workLargerThanTheMemoryRunsAlone() {
        try (HashingGate gate = new HashingGate(2, 100, 8, LONG)) {
            assertThat(gate.run(1_000_000, () -> "done")).isEqualTo("done");
        }
    }

    @Test
    void failuresComeOutAsTheyAreAndFreeTheirPlace() {
        try (HashingGate gate = new HashingGate(1, 100, 8, LONG)) {
            IllegalStateException failure = new IllegalStateException("broken");
            assertThatThrownBy(() -> gate.run(100, () -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThatThrownBy(() -> gate.run(100, () -> {
                        throw new OutOfMemoryError("none left");
                    }))
                    .isInstanceOfSatisfying(
                            Problem.class, busy -> assertThat(busy.code()).isEqualTo(ErrorCode.BUSY));
            assertThat(gate.run(100, () -> "served")).isEqualTo("served");
        }
    }

    @Test
    void hashesOnPlatformThreads() {
        try (HashingGate gate = new HashingGate(1, 100, 8, LONG)) {
            assertThat(gate.run(1, () -> Thread.currentThread().isVirtual())).isFalse();
        }
    }

    private Future<String> occupy(HashingGate gate) throws InterruptedException {
        Future<String> first = clients.submit(() -> gate.run(100, () -> {
            begun.countDown();
            go.await();
            return "occupied";
        }));
        begun.await();
        return first;
    }

    private static void awaitWaiting(HashingGate gate, int count) {
        while (gate.waiting() < count) {
            Thread.onSpinWait();
        }
    }

    private static void assertBusy(HashingGate gate, Duration retryAfter) {
        assertThatThrownBy(() -> gate.run(1, () -> "never")).isInstanceOfSatisfying(Problem.class, busy -> {
            assertThat(busy.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(busy.retryAfter()).isEqualTo(retryAfter);
        });
    }
}
