package dev.gatehouse.testing;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseSettings;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A database of its own for one test: fresh, migrated, opened when first asked for, removed at the end. */
public final class TestDatabase implements AutoCloseable {
    private final String name;
    private final DatabaseSettings settings;
    private final Runnable remove;
    private final Deque<Database> opened = new ArrayDeque<>();
    private @Nullable Database first;

    TestDatabase(String name, DatabaseSettings settings, Runnable remove) {
        this.name = name;
        this.settings = settings;
        this.remove = remove;
    }

    /** The database as the server has it. */
    public Database database() {
        if (first == null) {
            first = open(settings);
        }
        return first;
    }

    /** The same database as another node has it (PostgreSQL) or a command beside the server (SQLite). */
    public Database another() {
        return open(settings.visiting());
    }

    /** Closes everything and opens the database anew, as after a restart. */
    public Database restart() {
        closeAll();
        return database();
    }

    /** For whoever opens it, such as a whole server; then {@link #database} must not be used. */
    public DatabaseSettings settings() {
        return settings;
    }

    public boolean isPostgres() {
        return settings.url() != null;
    }

    @Override
    public void close() {
        closeAll();
        remove.run();
    }

    @Override
    public String toString() {
        return name;
    }

    private Database open(DatabaseSettings how) {
        Database database = Database.open(how);
        opened.push(database);
        return database;
    }

    private void closeAll() {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        first = null;
    }
}
