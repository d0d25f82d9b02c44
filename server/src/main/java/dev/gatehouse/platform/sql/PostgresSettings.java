package dev.gatehouse.platform.sql;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** How we connect to PostgreSQL. The driver lets parameters in the URL win over all that is set here. */
record PostgresSettings(
        String url,
        @Nullable String user,
        @Nullable String password,
        int poolSize,
        Duration maxWait,
        Duration statementTimeout)
        implements Migrations.Target {
    /** Any number that nobody else takes an advisory lock on: "gatehous" in ASCII. */
    private static final long MIGRATION_LOCK = 0x6761_7465_686f_7573L;

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MARGIN = Duration.ofSeconds(5);

    static PostgresSettings of(DatabaseSettings given) {
        return new PostgresSettings(
                Objects.requireNonNull(given.url()),
                given.user(),
                given.password(),
                given.poolSize(),
                given.maxWait(),
                given.statementTimeout());
    }

    HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgresql");
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(Math.min(2, poolSize));
        config.setConnectionTimeout(Math.max(250, maxWait.toMillis()));
        config.setInitializationFailTimeout(CONNECT_TIMEOUT.toMillis());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        Properties properties = driver();
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("preparedStatementCacheQueries", "400");
        properties.setProperty("socketTimeout", seconds(statementTimeout.plus(MARGIN)));
        properties.setProperty(
                "options",
                "-c statement_timeout=%1$d -c idle_in_transaction_session_timeout=%1$d"
                        .formatted(statementTimeout.toMillis()));
        config.setDataSourceProperties(properties);
        return config;
    }

    /** A connection beside the pool that may be silent for as long as it likes. */
    Connection connect() throws SQLException {
        Properties properties = driver();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public String orderedText() {
        return "TEXT COLLATE \"C\"";
    }

    /** An advisory lock, which ends with its connection. */
    @Override
    public AutoCloseable lock() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + MIGRATION_LOCK + ")");
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Says nothing of the password. */
    @Override
    public String toString() {
        return url;
    }

    private static Properties driver() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "gatehouse");
        properties.setProperty("connectTimeout", seconds(CONNECT_TIMEOUT));
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }
}
