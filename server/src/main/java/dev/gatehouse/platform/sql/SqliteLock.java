package dev.gatehouse.platform.sql;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Locks beside the database file that end with the process, however that ends. */
final class SqliteLock {
    private static final ReentrantLock MIGRATING_HERE = new ReentrantLock();

    private SqliteLock() {}

    /** Makes this process the one server of the directory, until the lock is closed. */
    static AutoCloseable serve(Path directory) throws IOException {
        FileChannel channel = open(directory.resolve("gatehouse.lock"));
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // This very process serves the directory already.
        }
        channel.close();
        throw new DatabaseRefused("Another server is running on the data directory " + directory
                + ". Stop it first, or use PostgreSQL to run several.");
    }

    /** Waits until no other process or thread migrates the file. */
    static AutoCloseable migrate(Path directory) throws IOException {
        MIGRATING_HERE.lock();
        try {
            FileChannel channel = open(directory.resolve("gatehouse.migrating"));
            channel.lock();
            return () -> {
                channel.close();
                MIGRATING_HERE.unlock();
            };
        } catch (IOException | RuntimeException failure) {
            MIGRATING_HERE.unlock();
            throw failure;
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), SqliteFile.ownerOnly("rw-------"));
    }
}
