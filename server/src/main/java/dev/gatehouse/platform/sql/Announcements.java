package dev.gatehouse.platform.sql;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens on which channel in this process. A listener that fails is logged and hurts nobody else. */
final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final ConcurrentMap<String, List<Listener>> listeners = new ConcurrentHashMap<>();

    void subscribe(String channel, Listener listener) {
        listeners.computeIfAbsent(channel, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    void deliver(Announcement announcement) {
        for (Listener listener : listeners.getOrDefault(announcement.channel(), List.of())) {
            call(listener, each -> each.heard(announcement.payload()));
        }
    }

    void resync() {
        listeners.values().forEach(all -> all.forEach(listener -> call(listener, Listener::resync)));
    }

    private static void call(Listener listener, Consumer<Listener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException failure) {
            LOG.error("A listener failed on an announcement", failure);
        }
    }
}
