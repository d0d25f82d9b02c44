package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

class SweeperContractTest {
    private Instant now = Instant.ofEpochSecond(1_770_000_000);
    private final Deque<Runnable> sweeps = new ArrayDeque<>();

    private void insert(Database database, int from, int to, Instant endsAt) {
        database.<@Nullable Void>write(sql -> {
            for (int i = from; i < to; i++) {
                sql.update(
                        "INSERT INTO attempts (key, used, ends_at) VALUES (?, 1, ?)",
                        WriterContractTest.key(i),
                        endsAt);
            }
            return null;
        });
    }

    private void runSweeps() {
        while (!sweeps.isEmpty()) {
            sweeps.pop().run();
        }
    }

    @OnEveryDatabase
    void expiredRowsLeaveAndOthersStay(TestDatabase on) {
        Sweeper sweeper = new Sweeper(on.database(), () -> now, sweeps::push);
        sweeper.register("attempts", "key", "ends_at", Duration.ofSeconds(10));
        insert(on.database(), 0, 1_300, now.plusSeconds(20));
        insert(on.database(), 1_300, 1_310, now.plusSeconds(60));
        assertThat(sweeps).as("nothing in the first minute").isEmpty();

        now = now.plusSeconds(61);
        insert(on.database(), 1_310, 1_311, now);
        assertThat(sweeps).hasSize(1);
        runSweeps();
        assertThat(WriterContractTest.attempts(on.database()))
                .as("all batches went")
                .hasSize(11);
    }

    @OnEveryDatabase
    void changesSetItOffAtMostOnceAMinuteAndItsOwnDoNot(TestDatabase on) {
        Sweeper sweeper = new Sweeper(on.database(), () -> now, sweeps::push);
        sweeper.register("attempts", "key", "ends_at", Duration.ZERO);
        now = now.plusSeconds(60);
        insert(on.database(), 0, 1, now);
        insert(on.database(), 1, 2, now);
        assertThat(sweeps).hasSize(1);
        runSweeps();
        assertThat(sweeps).isEmpty();

        now = now.plusSeconds(3_600);
        assertThat(WriterContractTest.attempts(on.database())).hasSize(2);
        assertThat(sweeps).as("reading sets nothing off").isEmpty();
    }

    @OnEveryDatabase
    void aKeyOfSeveralColumnsAndARuleThatFailsAreNoHindrance(TestDatabase on) {
        Sweeper sweeper = new Sweeper(on.database(), () -> now, sweeps::push);
        sweeper.register("no_such_table", "key", "ends_at", Duration.ZERO);
        sweeper.register("revocations", "kind, subject", "expires_at", Duration.ZERO);
        now = now.plusSeconds(60);
        int inserted = on.database()
                .write(sql -> sql.update(
                        "INSERT INTO revocations (kind, subject, revoked_at, expires_at) VALUES ('token', 'x', 1, ?)",
                        now.minusMillis(1)));
        assertThat(inserted).isOne();
        runSweeps();
        long left = on.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM revocations", row -> row.number("n")))
                .orElseThrow();
        assertThat(left).isZero();
    }
}
