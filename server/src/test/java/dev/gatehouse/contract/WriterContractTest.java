package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseSettings;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.UniqueViolation;
import dev.gatehouse.testing.ChildJvm;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WriterContractTest {
    static byte[] key(int number) {
        byte[] key = new byte[32];
        for (int i = 0; i < 4; i++) {
            key[i] = (byte) (number >>> (8 * i));
        }
        return key;
    }

    static int attempt(Sql sql, int number) {
        return sql.update("INSERT INTO attempts (key, used, ends_at) VALUES (?, ?, 0)", key(number), number);
    }

    static List<Integer> attempts(Database database) {
        return database.read(sql -> sql.list("SELECT used FROM attempts ORDER BY used", row -> row.count("used")));
    }

    @OnEveryDatabase
    void everyChangeOfManyWritersAtOnceIsThere(TestDatabase on) throws Exception {
        Database database = on.database();
        on.database().write(sql -> attempt(sql, 0));
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                all.add(writers.submit(() -> database.write(sql -> raise(sql, 0))));
            }
            for (Future<Integer> each : all) {
                assertThat(each.get()).isOne();
            }
        }
        assertThat(attempts(database)).containsExactly(400);
    }

    @OnEveryDatabase
    void aPieceThatFailsLeavesItsNeighboursAlone(TestDatabase on) throws Exception {
        Database database = on.database();
        CountDownLatch held = new CountDownLatch(1);
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = writers.submit(() -> database.write(sql -> {
                awaitQuietly(held);
                return attempt(sql, 0);
            }));
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                int number = i;
                all.add(writers.submit(() -> database.write(sql -> {
                    attempt(sql, number);
                    return number % 3 == 0 ? attempt(sql, number) : 1;
                })));
            }
            held.countDown();
            assertThat(first.get()).isOne();
            for (int i = 1; i <= 30; i++) {
                Future<Integer> each = all.get(i - 1);
                if (i % 3 == 0) {
                    assertThatThrownBy(each::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(UniqueViolation.class);
                } else {
                    assertThat(each.get()).isOne();
                }
            }
        }
        assertThat(attempts(database)).hasSize(21).noneMatch(number -> number != 0 && number % 3 == 0);
    }

    @OnEveryDatabase
    void aReaderDoesNotWaitForAChangeUnderWayAndDoesNotSeeIt(TestDatabase on) throws Exception {
        Database database = on.database();
        CountDownLatch changed = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> writing = writers.submit(() -> database.write(sql -> {
                int done = attempt(sql, 1);
                changed.countDown();
                awaitQuietly(read);
                return done;
            }));
            changed.await();
            assertThat(attempts(database)).isEmpty();
            read.countDown();
            assertThat(writing.get()).isOne();
        }
        assertThat(attempts(database)).containsExactly(1);
    }

    @Test
    void onSqliteAFullQueueAndALongWaitAreAnsweredWithBusy() throws Exception {
        try (TestDatabase on = TestDatabases.sqlite()) {
            DatabaseSettings few = new DatabaseSettings(
                    null,
                    on.settings().dataDirectory(),
                    null,
                    null,
                    2,
                    1,
                    Duration.ofMillis(50),
                    Duration.ofSeconds(1),
                    true);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch held = new CountDownLatch(1);
            try (Database database = Database.open(few);
                    ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Integer> first = writers.submit(() -> database.write(sql -> {
                    begun.countDown();
                    awaitQuietly(held);
                    return attempt(sql, 1);
                }));
                begun.await();
                assertThatThrownBy(() -> database.write(sql -> attempt(sql, 2)))
                        .as("waited too long")
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining("too slow");
                assertThatThrownBy(() -> database.write(sql -> attempt(sql, 3)))
                        .as("no place in the queue")
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining("full");
                held.countDown();
                assertThat(first.get())
                        .as("begun before, so its outcome is told")
                        .isOne();
                assertThat(attempts(database)).as("given up is not done").containsExactly(1);
            }
        }
    }

    @Test
    void onPostgreSqlTheLoserOfADeadlockTriesAgain() throws Exception {
        try (TestDatabase on = TestDatabases.postgres();
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            Database database = on.database();
            database.write(sql -> attempt(sql, 1) + attempt(sql, 2));
            CountDownLatch bothHoldOne = new CountDownLatch(2);
            List<Future<Integer>> all = new ArrayList<>();
            for (int first = 1; first <= 2; first++) {
                int mine = first;
                all.add(writers.submit(() -> database.write(sql -> {
                    raise(sql, mine);
                    bothHoldOne.countDown();
                    awaitQuietly(bothHoldOne);
                    return raise(sql, 3 - mine);
                })));
            }
            for (Future<Integer> each : all) {
                assertThat(each.get()).isOne();
            }
            assertThat(attempts(database)).containsExactly(3, 4);
        }
    }

    private static int raise(Sql sql, int number) {
        return sql.update("UPDATE attempts SET used = used + 1 WHERE key = ?", key(number));
    }

    @OnEveryDatabase
    void closingFinishesWhatWasBegunAndKeepsItForTheNextStart(TestDatabase on) {
        on.database().write(sql -> attempt(sql, 1));
        assertThat(attempts(on.restart())).containsExactly(1);
    }

    @OnEveryDatabase
    void whatFollowsACommitIsDoneByTheOneWhoAskedAndOnlyThen(TestDatabase on) {
        List<Thread> followed = new ArrayList<>();
        assertThatThrownBy(() -> on.database().write(sql -> {
                    sql.afterCommit(() -> followed.add(Thread.currentThread()));
                    throw new IllegalStateException("changed its mind");
                }))
                .hasMessage("changed its mind");
        assertThat(followed).isEmpty();

        on.database().write(sql -> {
            sql.afterCommit(() -> followed.add(Thread.currentThread()));
            return attempt(sql, 1);
        });
        assertThat(followed).containsExactly(Thread.currentThread());
    }

    @OnEveryDatabase
    void whatWasAnsweredSurvivesKillMinusNine(TestDatabase on) throws Exception {
        Set<Integer> answered = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            try (ChildJvm child = ChildJvm.start(WritesUntilKilled.class, on.settings())) {
                for (int lines = 0; lines < 200; lines++) {
                    answered.add(number(String.valueOf(child.readLine())));
                }
                child.kill();
                for (String line = child.readLine(); line != null; line = child.readLine()) {
                    if (line.endsWith(".")) {
                        answered.add(number(line));
                    }
                }
            }
        }
        assertThat(answered).hasSizeGreaterThanOrEqualTo(600);
        assertThat(attempts(on.database())).containsAll(answered);
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(0, line.length() - 1));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
