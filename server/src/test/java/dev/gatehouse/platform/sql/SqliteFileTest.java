package dev.gatehouse.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes may open one new file at the same moment. */
class SqliteFileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int AT_ONCE = 8;
    private static final int ROUNDS = 20;

    @TempDir
    Path directory;

    @Test
    void whoeverOpensANewFileAtOnceWithOthersWaits() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int round = 0; round < ROUNDS; round++) {
                Path here = directory.resolve("round" + round);
                CyclicBarrier start = new CyclicBarrier(AT_ONCE);
                List<Future<Connection>> opened = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    opened.add(threads.submit(() -> {
                        SqliteFile file = SqliteFile.in(here, PATIENCE);
                        start.await();
                        return file.openWriter();
                    }));
                }
                for (Future<Connection> one : opened) {
                    one.get().close();
                }
            }
        }
    }

    @Test
    void itWaitsForOneThatHoldsTheFile() throws Exception {
        SqliteFile file = SqliteFile.in(directory, PATIENCE);
        try (Connection holder = file.openReader();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            SqliteFile.run(holder, "PRAGMA query_only = OFF", "BEGIN EXCLUSIVE");
            Future<Connection> waiting = threads.submit(file::openWriter);
            assertThat(waiting.isDone()).isFalse();
            SqliteFile.run(holder, "COMMIT");
            waiting.get().close();
        }
    }

    @Test
    void butNotForLongerThanItMay() throws Exception {
        SqliteFile file = SqliteFile.in(directory, Duration.ofMillis(50));
        try (Connection holder = file.openReader()) {
            SqliteFile.run(holder, "PRAGMA query_only = OFF", "BEGIN EXCLUSIVE");
            assertThatThrownBy(file::openWriter).isInstanceOf(SQLException.class);
        }
    }
}
