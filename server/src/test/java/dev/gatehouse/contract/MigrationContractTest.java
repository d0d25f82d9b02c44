package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseRefused;
import dev.gatehouse.platform.sql.DatabaseSettings;
import dev.gatehouse.testing.ChildJvm;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationContractTest {
    static Stream<TestDatabase> empty() {
        return Stream.of(TestDatabases.emptySqlite(), TestDatabases.emptyPostgres());
    }

    private static long roles(Database database) {
        return database.read(sql -> sql.one("SELECT count(*) AS n FROM roles", row -> row.number("n")))
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("empty")
    void anEmptyDatabaseIsBroughtToTheNewestSchema(TestDatabase on) {
        assertThat(roles(on.database())).isPositive();
        assertThat(roles(on.restart())).isPositive();
    }

    @ParameterizedTest
    @MethodSource("empty")
    void manyNodesMayStartAtOnceOnAnEmptyDatabase(TestDatabase on) throws Exception {
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(starters.submit(() -> {
                    try (Database node = Database.open(on.settings().visiting())) {
                        return roles(node);
                    }
                }));
            }
            for (Future<Long> start : starts) {
                assertThat(start.get()).isPositive();
            }
        }
    }

    @OnEveryDatabase
    void aDatabaseThatIsUpToDateIsOpenedWithoutFlyway(TestDatabase on) throws Exception {
        try (ChildJvm child = ChildJvm.startWithout("flyway", OpenedWithoutFlyway.class, on.settings())) {
            assertThat(child.readLine()).isEqualTo("opened");
        }
    }

    @OnEveryDatabase
    void aDatabaseOfANewerProgramIsRefused(TestDatabase on) {
        on.database().write(sql -> sql.update("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum,
                    installed_by, execution_time, success)
                VALUES (9999, '9999', 'from the future', 'SQL', 'V9999__from_the_future.sql', 1, 'somebody', 1, TRUE)
                """));
        assertThatThrownBy(on::restart)
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("newer Gatehouse")
                .hasMessageContaining("9999");
    }

    @OnEveryDatabase
    void aDatabaseWhoseMigrationFailedIsRefused(TestDatabase on) {
        on.database().write(sql -> sql.update("UPDATE flyway_schema_history SET success = FALSE"));
        assertThatThrownBy(on::restart).isInstanceOf(DatabaseRefused.class).hasMessageContaining("failed half way");
    }

    @Test
    void theProgramKnowsEveryScriptOnItsClasspath() throws Exception {
        Path folder = Path.of(Database.class.getResource("/db/migration").toURI());
        try (Stream<Path> scripts = Files.list(folder);
                TestDatabase on = TestDatabases.sqlite()) {
            List<String> applied = on.database()
                    .read(sql -> sql.list(
                            "SELECT script FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY script",
                            row -> row.text("script")));
            assertThat(applied)
                    .isEqualTo(scripts.map(each -> each.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void theFileIsItsOwnersAlone() throws Exception {
        Path base = TestDatabases.emptyDirectory();
        Path data = base.resolve("data");
        try (Database database = Database.open(DatabaseSettings.sqlite(data))) {
            roles(database);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
            }
        }
        TestDatabases.delete(base);
    }

    @Test
    void aSecondServerOnTheSameFileIsRefused() {
        try (TestDatabase on = TestDatabases.sqlite()) {
            on.database();
            assertThatThrownBy(() -> Database.open(on.settings()))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("Another server is running");
        }
    }

    @Test
    void aPasswordInTheUrlIsRefused() {
        assertThatThrownBy(() -> DatabaseSettings.postgres(
                        "jdbc:postgresql://localhost/x?password=hunter2", Path.of("data"), null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}
