package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * How many requests go out at once: in all, and to one host, so that a slow one leaves room for the others. A few more may
 * wait for each host; what comes on top fails at once, because it would only hold up those who ask for it.
 */
final class Places {
    /** One host as long as anybody asks it. */
    private static final class Host {
        final Semaphore free;
        int present;

        Host(int bound) {
            free = new Semaphore(bound);
        }
    }

    /** A place that was taken. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    private final int forHost;
    private final int most;
    private final Semaphore all;
    private final Map<String, Host> hosts = new HashMap<>();

    Places(int inAll, int forHost, int waiting) {
        this.forHost = forHost;
        this.most = forHost + waiting;
        this.all = new Semaphore(inAll);
    }

    /** Waits for a place; closing it gives it back. */
    Place take(String name, Deadline deadline) throws OutgoingFailure {
        Host host = enter(name);
        try {
            deadline.acquire(host.free);
            try {
                deadline.acquire(all);
            } catch (OutgoingFailure none) {
                host.free.release();
                throw none;
            }
        } catch (OutgoingFailure none) {
            leave(name);
            throw none;
        }
        return () -> {
            all.release();
            host.free.release();
            leave(name);
        };
    }

    private synchronized Host enter(String name) throws OutgoingFailure {
        Host host = hosts.computeIfAbsent(name, key -> new Host(forHost));
        if (host.present == most) {
            throw new OutgoingFailure(Reason.UNREACHABLE, name + ": too many requests wait for it already", null);
        }
        host.present++;
        return host;
    }

    private synchronized void leave(String name) {
        hosts.computeIfPresent(name, (key, host) -> --host.present == 0 ? null : host);
    }
}
