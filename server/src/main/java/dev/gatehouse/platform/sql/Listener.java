package dev.gatehouse.platform.sql;

/**
 * Hears what transactions announced on one channel. Both methods must be quick and may be called from several threads
 * at once. They may use the database.
 */
public interface Listener {
    /** A transaction announced this, and it is committed. May come twice. */
    void heard(String payload);

    /** Announcements may have been missed: what is known from them has to be read from the database again. */
    void resync();

    /** A listener that reads everything again whenever it hears anything. */
    static Listener reloading(Runnable reload) {
        return new Listener() {
            @Override
            public void heard(String payload) {
                reload.run();
            }

            @Override
            public void resync() {
                reload.run();
            }
        };
    }
}
