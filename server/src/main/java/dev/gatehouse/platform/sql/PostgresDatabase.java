package dev.gatehouse.platform.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database behind a pool; what is announced reaches the other nodes by its notifications. */
final class PostgresDatabase extends Database {
    private static final int MOST_ATTEMPTS = 5;

    private final HikariDataSource pool;
    private final PostgresListener listener;

    private PostgresDatabase(HikariDataSource pool, PostgresSettings settings) {
        this.pool = pool;
        this.listener = new PostgresListener(settings, announcements());
    }

    static PostgresDatabase connect(DatabaseSettings given) {
        PostgresSettings settings = PostgresSettings.of(given);
        HikariDataSource pool = openPool(settings.pool());
        PostgresDatabase database = new PostgresDatabase(pool, settings);
        try {
            database.listener.start();
            try (Connection connection = pool.getConnection()) {
                Migrations.apply(connection, settings);
            }
            if (!database.listener.awaitConnected(PostgresSettings.CONNECT_TIMEOUT)) {
                throw new DatabaseRefused("PostgreSQL gives no connection for LISTEN: allow more connections than"
                        + " database.connections, or connect past the pooler.");
            }
            return database;
        } catch (SQLException failure) {
            database.close();
            throw new DatabaseRefused("PostgreSQL did not answer: " + failure.getMessage(), failure);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    @Override
    <T extends @Nullable Object> T doRead(Function<? super Sql, T> work) {
        return alone(JdbcSql.Use.READ, work);
    }

    @Override
    <T extends @Nullable Object> T doSingle(Function<? super Sql, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return alone(JdbcSql.Use.SINGLE, work);
            } catch (Collision collision) {
                refuseAfter(attempt, collision);
            }
        }
    }

    @Override
    <T extends @Nullable Object> T doWrite(Function<? super Transaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return together(work);
            } catch (Collision collision) {
                refuseAfter(attempt, collision);
            }
        }
    }

    @Override
    public int waiting() {
        return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
    }

    @Override
    public void ping() {
        alone(JdbcSql.Use.READ, sql -> sql.one(Migrations.PROBE, row -> row.text("version")));
    }

    @Override
    public void close() {
        listener.close();
        pool.close();
    }

    /** Each statement commits by itself: one round trip. */
    private <T extends @Nullable Object> T alone(JdbcSql.Use use, Function<? super Transaction, T> work) {
        try (Connection connection = pool.getConnection()) {
            return sql(connection, use).run(work);
        } catch (SQLException failure) {
            throw translate("taking or returning a connection", failure);
        }
    }

    private <T extends @Nullable Object> T together(Function<? super Transaction, T> work) {
        T value;
        List<Announcement> announced;
        List<Runnable> afterwards;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                JdbcSql sql = sql(connection, JdbcSql.Use.WRITE);
                value = sql.run(work);
                announced = sql.announcements();
                afterwards = sql.afterwards();
                listener.announce(connection, announced);
            } catch (SQLException | RuntimeException | Error failure) {
                rollBack(connection, failure);
                throw failure;
            }
            commit(connection, announced);
        } catch (SQLException failure) {
            throw translate("a transaction", failure);
        }
        announced.forEach(announcements()::deliver);
        afterwards.forEach(Runnable::run);
        return value;
    }

    private void commit(Connection connection, List<Announcement> announced) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException failure) {
            // Whether the commit took place may be unknown, and our own notifications are not delivered to us.
            if (!announced.isEmpty()) {
                announcements().resync();
            }
            throw failure;
        }
    }

    private static void rollBack(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException failure) {
            reason.addSuppressed(failure);
        }
    }

    /** The driver keeps the statements of a connection prepared on the server. */
    private static JdbcSql sql(Connection connection, JdbcSql.Use use) {
        return new JdbcSql(new Statements(connection, 0), PostgresDatabase::translate, use);
    }

    private static void refuseAfter(int attempt, Collision collision) {
        if (attempt >= MOST_ATTEMPTS) {
            throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)).because("collided too often", collision);
        }
    }

    private static HikariDataSource openPool(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new DatabaseRefused(
                    "PostgreSQL at " + config.getJdbcUrl() + " cannot be reached: " + cause.getMessage(), failure);
        }
    }

    /** SQLState classes: 08 connection, 53 resources, 57 operator intervention; 55P03 a lock waited for too long. */
    static RuntimeException translate(String what, SQLException failure) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        return switch (state) {
            case "23505" -> new UniqueViolation(what, failure);
            case "40001", "40P01" -> new Collision(what, failure);
            default -> {
                boolean passing = failure instanceof SQLTransientConnectionException
                        || state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57")
                        || state.equals("55P03");
                yield passing
                        ? Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1))
                                .because(what, failure)
                        : new DatabaseFailure(what, failure);
            }
        };
    }
}
