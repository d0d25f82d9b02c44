package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseSettings;
import dev.gatehouse.platform.sql.Listener;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnnouncementContractTest {
    private static final String CHANNEL = "contract.test";
    private static final String RESYNC = "(resync)";

    /** Keeps what it heard, in order. */
    private static final class Heard implements Listener {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void heard(String payload) {
            all.add(payload);
        }

        @Override
        public void resync() {
            all.add(RESYNC);
        }

        @Nullable
        String next() throws InterruptedException {
            return all.poll(20, TimeUnit.SECONDS);
        }

        List<String> heardSoFar() {
            return List.copyOf(all);
        }
    }

    private static Heard listenTo(Database database) {
        Heard heard = new Heard();
        database.subscribe(CHANNEL, heard);
        return heard;
    }

    private static void announce(Database database, String payload) {
        database.<@Nullable Void>write(transaction -> {
            transaction.announce(CHANNEL, payload);
            return null;
        });
    }

    @OnEveryDatabase
    void thisNodeHasHeardBeforeTheWriteReturns(TestDatabase on) {
        Heard heard = listenTo(on.database());
        announce(on.database(), "one");
        assertThat(heard.heardSoFar()).containsExactly("one");
        announce(on.database(), "two words");
        assertThat(heard.heardSoFar()).containsExactly("one", "two words");
    }

    @OnEveryDatabase
    void whatIsRolledBackIsNotHeard(TestDatabase on) {
        Heard heard = listenTo(on.database());
        assertThatThrownBy(() -> on.database().write(transaction -> {
                    transaction.announce(CHANNEL, "never");
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        announce(on.database(), "after");
        assertThat(heard.heardSoFar()).containsExactly("after");
    }

    @OnEveryDatabase
    void anotherNodeHearsAndMayReadWhatWasCommitted(TestDatabase on) throws Exception {
        Database listening = on.database();
        BlockingQueue<Long> seen = new LinkedBlockingQueue<>();
        listening.subscribe(CHANNEL, new Listener() {
            @Override
            public void heard(String payload) {
                seen.add(listening
                        .read(sql -> sql.one("SELECT count(*) AS n FROM attempts", row -> row.number("n")))
                        .orElseThrow());
            }

            @Override
            public void resync() {}
        });
        on.another().<@Nullable Void>write(transaction -> {
            transaction.update("INSERT INTO attempts (key, used, ends_at) VALUES (?, 1, 1)", new byte[32]);
            transaction.announce(CHANNEL, "inserted");
            return null;
        });
        assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @OnEveryDatabase
    void aListenerThatFailsHurtsNobody(TestDatabase on) {
        on.database().subscribe(CHANNEL, new Listener() {
            @Override
            public void heard(String payload) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void resync() {
                throw new IllegalStateException("on purpose");
            }
        });
        Heard heard = listenTo(on.database());
        announce(on.database(), "still");
        assertThat(heard.heardSoFar()).containsExactly("still");
    }

    @OnEveryDatabase
    void aPayloadThatPostgreSqlCannotCarryIsRefused(TestDatabase on) {
        Heard heard = listenTo(on.database());
        announce(on.database(), "é".repeat(3_500));
        assertThat(heard.heardSoFar()).hasSize(1);
        assertThatThrownBy(() -> announce(on.database(), "é".repeat(3_501)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> on.database().write(transaction -> {
                    transaction.announce("Bad Channel", "x");
                    return 1;
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onPostgreSqlListenersResyncWhenTheirConnectionWasLost() throws Exception {
        try (TestDatabase on = TestDatabases.postgres()) {
            Heard heard = listenTo(on.database());
            Database other = on.another();
            String database = String.valueOf(on.settings().url()).replaceAll(".*/", "");
            TestPostgres.cluster().execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE query = 'LISTEN gatehouse' AND datname = '%s'
                    """.formatted(database));
            assertThat(heard.next()).isEqualTo(RESYNC);
            announce(other, "after");
            assertThat(heard.next()).isEqualTo("after");
        }
    }

    @Test
    void onSqliteTheServerHasHeardBeforeTheOtherProcessGoesOn() {
        try (TestDatabase on = TestDatabases.sqlite()) {
            Heard heard = listenTo(on.database());
            announce(on.another(), "from outside");
            assertThat(heard.heardSoFar()).containsExactly("from outside");
        }
    }

    @Test
    void onSqliteADeepDataDirectoryIsNoHindrance() throws Exception {
        Path base = TestDatabases.emptyDirectory();
        Path deep = base.resolve("d".repeat(120));
        DatabaseSettings settings = DatabaseSettings.sqlite(deep);
        try (Database server = Database.open(settings);
                Database visitor = Database.open(settings.visiting())) {
            Heard heard = listenTo(server);
            announce(visitor, "from outside");
            assertThat(heard.heardSoFar()).containsExactly("from outside");
        }
        assertThat(Files.exists(deep.resolve("gatehouse.sock.path"))).isFalse();
        TestDatabases.delete(base);
    }

    @Test
    void onSqliteAVisitorIsContentWithoutAServer() {
        try (TestDatabase on = TestDatabases.sqlite()) {
            Database visitor = on.another();
            Heard heard = listenTo(visitor);
            announce(visitor, "alone");
            assertThat(heard.heardSoFar()).containsExactly("alone");
        }
    }
}
