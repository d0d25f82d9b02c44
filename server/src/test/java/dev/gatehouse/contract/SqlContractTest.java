package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseFailure;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.UniqueViolation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

class SqlContractTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_770_000_000_123L);

    private static int addRole(Sql sql, String name) {
        return sql.update("INSERT INTO roles (name, description, created_at) VALUES (?, ?, ?)", name, "of a test", NOW);
    }

    private static List<String> roles(Database database) {
        return database.read(sql -> sql.list(
                "SELECT name FROM roles WHERE description = ? ORDER BY name", row -> row.text("name"), "of a test"));
    }

    @OnEveryDatabase
    void everyTypeComesBackAsItWent(TestDatabase on) {
        UUID id = new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L);
        byte[] hash = new byte[32];
        hash[0] = -1;
        on.database().write(sql -> {
            sql.update("""
                    INSERT INTO accounts (id, username, username_key, email_verified, status, created_at, updated_at)
                    VALUES (?, ?, ?, ?, 'active', ?, ?)
                    """, id, "Zoë 😀", "zoe", true, NOW, NOW.toEpochMilli());
            return sql.update("INSERT INTO attempts (key, used, ends_at) VALUES (?, ?, ?)", hash, 7, NOW);
        });
        List<Object> account = on.database()
                .read(sql -> sql.list(
                        "SELECT * FROM accounts WHERE id = ? AND email_verified",
                        row -> Arrays.<Object>asList(
                                row.id("id"),
                                row.text("username"),
                                row.optionalText("email"),
                                row.flag("email_verified"),
                                row.instant("created_at"),
                                row.number("updated_at")),
                        id))
                .getFirst();
        assertThat(account).containsExactly(id, "Zoë 😀", null, true, NOW, NOW.toEpochMilli());
        List<Object> attempt = on.database()
                .read(sql -> sql.list(
                        "SELECT key, used FROM attempts", row -> List.<Object>of(row.bytes("key"), row.count("used"))))
                .getFirst();
        assertThat(attempt).containsExactly(hash, 7);
    }

    @OnEveryDatabase
    void nullGoesInAndComesOutOfEveryOptionalGetter(TestDatabase on) {
        on.database()
                .write(sql -> sql.update(
                        "INSERT INTO one_time_links (hash, purpose, account_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                        new byte[32],
                        "test",
                        null,
                        NOW,
                        NOW));
        Optional<Boolean> absent = on.database()
                .read(sql -> sql.one(
                        "SELECT * FROM one_time_links",
                        row -> row.optionalId("account_id") == null && row.optionalBytes("account_id") == null));
        assertThat(absent).contains(true);
        assertThatThrownBy(() -> on.database()
                        .read(sql -> sql.one("SELECT account_id FROM one_time_links", row -> row.id("account_id"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("account_id");
    }

    @OnEveryDatabase
    void whatReturnsRowsWhileItChangesThemIsOneStatement(TestDatabase on) {
        String name = on.database().single(sql -> sql.one(
                        "INSERT INTO roles (name, description, created_at) VALUES (?, ?, ?) RETURNING name",
                        row -> row.text("name"),
                        "returned",
                        "of a test",
                        NOW)
                .orElseThrow());
        assertThat(name).isEqualTo("returned");
        assertThat(roles(on.database())).containsExactly("returned");
    }

    @OnEveryDatabase
    void textThatIsOrderedSortsByBytesWhateverTheLanguageOfTheDatabase(TestDatabase on) {
        on.database().write(sql -> {
            List.of("b", "A", "a", "B", "_", "ä", "a-b", "ab").forEach(name -> addRole(sql, name));
            return true;
        });
        assertThat(roles(on.database())).containsExactly("A", "B", "_", "a", "a-b", "ab", "b", "ä");
    }

    @OnEveryDatabase
    void aSecondRowWithTheSameKeyIsAUniqueViolationAndUndoesItsTransaction(TestDatabase on) {
        on.database().single(sql -> addRole(sql, "taken"));
        assertThatThrownBy(() -> on.database().write(sql -> {
                    addRole(sql, "fresh");
                    return addRole(sql, "taken");
                }))
                .isInstanceOf(UniqueViolation.class);
        assertThatThrownBy(() -> on.database().single(sql -> addRole(sql, "taken")))
                .isInstanceOf(UniqueViolation.class);
        assertThat(roles(on.database())).containsExactly("taken");
    }

    @OnEveryDatabase
    void aFailureThatWasCaughtStillUndoesTheTransaction(TestDatabase on) {
        on.database().single(sql -> addRole(sql, "taken"));
        assertThatThrownBy(() -> on.database().write(sql -> {
                    addRole(sql, "fresh");
                    try {
                        return addRole(sql, "taken");
                    } catch (UniqueViolation expected) {
                        return 0;
                    }
                }))
                .isInstanceOf(UniqueViolation.class);
        assertThat(roles(on.database())).containsExactly("taken");
    }

    @OnEveryDatabase
    void otherFailuresAreNotTakenForAUniqueViolation(TestDatabase on) {
        assertThatThrownBy(() -> on.database().single(sql -> addRole(sql, "")))
                .isInstanceOf(DatabaseFailure.class)
                .isNotInstanceOf(UniqueViolation.class);
        assertThatThrownBy(() -> on.database()
                        .single(sql -> sql.update(
                                "INSERT INTO role_permissions (role, permission) VALUES (?, ?)", "nobody", "read:x")))
                .as("foreign keys hold")
                .isInstanceOf(DatabaseFailure.class)
                .isNotInstanceOf(UniqueViolation.class);
    }

    @OnEveryDatabase
    void aTextThatOneDatabaseCannotKeepIsRefusedByBoth(TestDatabase on) {
        for (String text : List.of("nul\0", "\0", "half \ud83d", "\ude00", "\ud83d\ud83d\ude00")) {
            assertThatThrownBy(() -> on.database()
                            .read(sql ->
                                    sql.list("SELECT name FROM roles WHERE name = ?", row -> row.text("name"), text)))
                    .isInstanceOf(Problem.class)
                    .hasMessage("invalid_request");
        }
    }

    @OnEveryDatabase
    void aReadChangesNothing(TestDatabase on) {
        assertThatThrownBy(() -> on.database().read(sql -> addRole(sql, "read")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(roles(on.database())).isEmpty();
    }

    @OnEveryDatabase
    void workWithinWorkIsAClearMistake(TestDatabase on) {
        Database database = on.database();
        assertThatThrownBy(() -> database.write(outer -> database.write(inner -> addRole(inner, "nested"))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database.read(outer -> database.single(inner -> addRole(inner, "nested"))))
                .isInstanceOf(IllegalStateException.class);
        int added = database.write(sql -> addRole(sql, "after"));
        assertThat(added).isOne();
    }

    @OnEveryDatabase
    void singleTakesOneStatementAndNoSqlOutlivesItsWork(TestDatabase on) {
        assertThatThrownBy(() -> on.database().single(sql -> addRole(sql, "one") + addRole(sql, "two")))
                .isInstanceOf(IllegalStateException.class);
        Sql kept = on.database().<Sql>read(sql -> sql);
        assertThatThrownBy(() -> kept.list("SELECT name FROM roles", row -> row.text("name")))
                .isInstanceOf(IllegalStateException.class);
    }

    @OnEveryDatabase
    void aMapperMayAskTheSameQuestionAgain(TestDatabase on) {
        String sql = "SELECT name FROM roles WHERE name >= ? ORDER BY name";
        List<Integer> counts = on.database()
                .read(asked -> asked.list(
                        sql,
                        row -> asked.list(sql, each -> each.text("name"), row.text("name"))
                                .size(),
                        ""));
        assertThat(counts)
                .isEqualTo(IntStream.iterate(counts.size(), n -> n > 0, n -> n - 1)
                        .boxed()
                        .toList());
    }

    @OnEveryDatabase
    void itAnswersAPing(TestDatabase on) {
        on.database().ping();
    }
}
