package dev.gatehouse.examples.tasks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Everybody's tasks, in memory and bounded. */
final class Tasks {
    /** Tasks that one person may have. */
    static final int EACH = 200;
    /** Tasks that all may have together. */
    static final int ALL = 5_000;

    private final Map<UUID, Entry> tasks = new LinkedHashMap<>();

    /** One person's, oldest first. */
    synchronized List<Entry> of(String owner) {
        return tasks.values().stream()
                .filter(task -> task.ownerId().equals(owner))
                .toList();
    }

    /** Whoever's it is. */
    synchronized Optional<Entry> find(UUID id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** Whether there was room for it. */
    synchronized boolean add(Entry task) {
        if (tasks.size() >= ALL || of(task.ownerId()).size() >= EACH) {
            return false;
        }
        tasks.put(task.id(), task);
        return true;
    }

    /** The task as it is after the change; empty where there is none. */
    synchronized Optional<Entry> change(UUID id, UnaryOperator<Entry> change) {
        return Optional.ofNullable(tasks.computeIfPresent(id, (same, task) -> change.apply(task)));
    }

    /** Whether there was one. */
    synchronized boolean remove(UUID id) {
        return tasks.remove(id) != null;
    }
}
