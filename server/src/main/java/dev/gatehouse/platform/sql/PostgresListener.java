package dev.gatehouse.platform.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries announcements between nodes by NOTIFY and LISTEN on one connection of its own. What a node announces itself
 * it has heard before its commit returned, so it passes over its own notifications. When the connection was lost and is
 * made again, listeners are told to resync, because nothing was heard in between.
 */
final class PostgresListener {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresListener.class);
    private static final String CHANNEL = "gatehouse";
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    /** How often a silent connection is asked whether it still lives; a cut cable is noticed by nothing else. */
    private static final int HEARTBEAT_MILLIS = 15_000;

    private static final int HEARTBEAT_ANSWER_SECONDS = 5;

    private final PostgresSettings settings;
    private final Announcements announcements;
    private final String node = UUID.randomUUID().toString();
    private final CountDownLatch connected = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Connection listening;

    PostgresListener(PostgresSettings settings, Announcements announcements) {
        this.settings = settings;
        this.announcements = announcements;
    }

    void start() {
        Thread.ofVirtual().name("postgresql-listen").start(this::work);
    }

    /** Waits until announcements are heard; false where that takes too long. */
    boolean awaitConnected(Duration wait) {
        try {
            return connected.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Adds the announcements to the transaction under way: they leave with its commit. */
    void announce(Connection connection, List<Announcement> announced) throws SQLException {
        if (announced.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            for (Announcement each : announced) {
                statement.setString(1, CHANNEL);
                statement.setString(2, node + " " + each.channel() + " " + each.payload());
                statement.execute();
            }
        }
    }

    void close() {
        closing.countDown();
        Connection connection = listening;
        if (connection != null) {
            abort(connection);
        }
    }

    private void work() {
        long pause = FIRST_PAUSE_MILLIS;
        while (closing.getCount() > 0) {
            try (Connection connection = settings.connect()) {
                listening = connection;
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN " + CHANNEL);
                }
                pause = FIRST_PAUSE_MILLIS;
                if (connected.getCount() == 0) {
                    announcements.resync();
                }
                connected.countDown();
                hear(connection);
            } catch (SQLException | RuntimeException failure) {
                if (closing.getCount() > 0) {
                    LOG.warn("Announcements of other nodes are not heard; trying again: {}", failure.getMessage());
                }
            }
            if (closed(pause)) {
                return;
            }
            pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private void hear(Connection connection) throws SQLException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (closing.getCount() > 0) {
            PGNotification[] heard = notifications.getNotifications(HEARTBEAT_MILLIS);
            if ((heard == null || heard.length == 0) && !connection.isValid(HEARTBEAT_ANSWER_SECONDS)) {
                throw new SQLException("the connection does not answer");
            }
            for (PGNotification notification : heard == null ? new PGNotification[0] : heard) {
                deliver(notification.getParameter());
            }
        }
    }

    private void deliver(String message) {
        String[] parts = message.split(" ", 3);
        if (parts.length == 3 && !parts[0].equals(node)) {
            announcements.deliver(new Announcement(parts[1], parts[2]));
        }
    }

    private boolean closed(long pauseMillis) {
        try {
            return closing.await(pauseMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException failure) {
            LOG.debug("The listening connection did not close", failure);
        }
    }
}
