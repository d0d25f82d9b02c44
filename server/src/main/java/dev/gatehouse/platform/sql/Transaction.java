package dev.gatehouse.platform.sql;

/** Statements that take effect together or not at all. */
public interface Transaction extends Sql {
    /** The longest payload of an announcement, in bytes of UTF-8; PostgreSQL carries little more. */
    int LONGEST_PAYLOAD = 7_000;

    /**
     * Tells every node, this one included, once the transaction has been committed; nobody where it is not. On this
     * node the listeners have returned before {@link Database#write} does.
     *
     * @param channel lower case letters, digits and {@code _ - .}; at most 60
     * @param payload at most {@value #LONGEST_PAYLOAD} bytes
     */
    void announce(String channel, String payload);

    /**
     * Does this once the transaction has been committed and not otherwise, on the thread of the one who asked for it:
     * what others need not wait for, and what must not be said of a change that did not come to pass.
     */
    void afterCommit(Runnable what);
}
