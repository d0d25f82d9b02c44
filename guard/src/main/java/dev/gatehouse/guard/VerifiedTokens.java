package dev.gatehouse.guard;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that passed, by the SHA-256 of the whole token: nothing that a token merely claims takes part in the name, and no
 * token is kept. Bounded by a clock with a second chance: reading takes no lock, and a token is dropped once it is the oldest
 * and was not used since the hand last passed.
 */
final class VerifiedTokens {
    /** A SHA-256. */
    record Name(long a, long b, long c, long d) {
        @Override
        public int hashCode() {
            return Long.hashCode(a);
        }
    }

    /** What a token said and with which key it was verified; from {@code end} on it is no longer good. */
    record Entry(AuthContext context, VerificationKey key, Instant end) {}

    private static final class Kept {
        private final Name name;
        private final Entry entry;
        // Plain on purpose: a lost mark only means that an entry leaves one round early.
        private boolean used;

        Kept(Name name, Entry entry) {
            this.name = name;
            this.entry = entry;
        }
    }

    private final int capacity;
    private final ConcurrentHashMap<Name, Kept> byName = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Kept> clock = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    VerifiedTokens(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("A cache holds 0 entries or more");
        }
        this.capacity = capacity;
    }

    static Name nameOf(String token) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            return new Name(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    @Nullable
    Entry find(Name name) {
        Kept kept = byName.get(name);
        if (kept == null) {
            return null;
        }
        if (!kept.used) {
            kept.used = true;
        }
        return kept.entry;
    }

    void put(Name name, Entry entry) {
        if (capacity == 0) {
            return;
        }
        Kept kept = new Kept(name, entry);
        byName.put(name, kept);
        clock.add(kept);
        if (count.incrementAndGet() > capacity) {
            evictOne();
        }
    }

    /** How many are held; for tests and gauges. */
    int size() {
        return byName.size();
    }

    private void evictOne() {
        // Each round that finds a used entry clears its mark; the bound keeps readers that mark again from holding us
        // here.
        for (int chances = capacity; ; chances--) {
            Kept oldest = clock.poll();
            if (oldest == null) {
                return;
            }
            if (oldest.used && chances > 0 && byName.get(oldest.name) == oldest) {
                oldest.used = false;
                clock.add(oldest);
            } else {
                byName.remove(oldest.name, oldest);
                count.decrementAndGet();
                return;
            }
        }
    }
}
