package dev.gatehouse.platform.sql;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database, whichever it is: what stands behind this class and nothing before it knows. Safe for any number of
 * threads. Work given to it must be short and do nothing but SQL: on SQLite all changes of the process wait for it.
 * Inside a piece of work its {@link Sql} is used, never the database again: that fails.
 *
 * <p>Every method fails with a {@code BUSY} problem where the database is out of reach or the wait for it too long.
 */
public abstract sealed class Database implements AutoCloseable permits SqliteDatabase, PostgresDatabase {
    private static final ScopedValue<Database> WITHIN = ScopedValue.newInstance();

    private final Announcements announcements = new Announcements();
    private final CopyOnWriteArrayList<Runnable> afterWrites = new CopyOnWriteArrayList<>();

    /**
     * Opens the database and brings its schema up to this program's.
     *
     * @throws DatabaseRefused where it cannot be opened, is newer than this program or was left half migrated
     */
    public static Database open(DatabaseSettings settings) {
        return settings.url() == null ? SqliteDatabase.openFile(settings) : PostgresDatabase.connect(settings);
    }

    /** Reads; each statement sees what is committed when it starts. Never waits for a change. */
    public final <T extends @Nullable Object> T read(Function<Sql, T> work) {
        refuseNesting();
        return doRead(sql -> within(sql, work));
    }

    /**
     * Changes things in one transaction. When this returns, the change outlives a crash of the machine, and the
     * listeners of this node have heard what it announced. On PostgreSQL the work may run again where it collided with
     * another transaction.
     */
    public final <T extends @Nullable Object> T write(Function<Transaction, T> work) {
        refuseNesting();
        T value = doWrite(transaction -> within(transaction, work));
        afterWrites.forEach(Runnable::run);
        return value;
    }

    /**
     * Runs exactly one statement that changes something: as durable as {@link #write} but one round trip on PostgreSQL.
     * There it is committed when its rows arrive, so the mapper must not be what decides whether it counts.
     */
    public final <T extends @Nullable Object> T single(Function<Sql, T> work) {
        refuseNesting();
        T value = doSingle(sql -> within(sql, work));
        afterWrites.forEach(Runnable::run);
        return value;
    }

    /** Whether whoever asks is inside a piece of this database's work. */
    public final boolean within() {
        return WITHIN.isBound() && WITHIN.get() == this;
    }

    /** From now on the listener hears what is announced on the channel, by any node. */
    public final void subscribe(String channel, Listener listener) {
        announcements.subscribe(channel, listener);
    }

    /** Fails with a {@code BUSY} problem where the database does not answer within the settings' {@code maxWait}. */
    public abstract void ping();

    /** How many pieces of work wait for their turn: for SQLite's writer, or for a connection to PostgreSQL. */
    public abstract int waiting();

    /** Finishes the changes that wait, then lets go of the database. */
    @Override
    public abstract void close();

    abstract <T extends @Nullable Object> T doRead(Function<? super Sql, T> work);

    abstract <T extends @Nullable Object> T doWrite(Function<? super Transaction, T> work);

    abstract <T extends @Nullable Object> T doSingle(Function<? super Sql, T> work);

    final Announcements announcements() {
        return announcements;
    }

    /** Runs this after each change, on the thread of the one who asked for it. */
    final void afterWrites(Runnable what) {
        afterWrites.add(what);
    }

    private <S, T extends @Nullable Object> T within(S sql, Function<S, T> work) {
        return ScopedValue.where(WITHIN, this).call(() -> work.apply(sql));
    }

    private void refuseNesting() {
        if (within()) {
            throw new IllegalStateException("inside a piece of work, use the Sql that it was given");
        }
    }
}
