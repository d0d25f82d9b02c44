package dev.gatehouse.mocks;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Things kept for a while under secrets of 256 bits; at most {@value #MOST}, the oldest make room. */
final class Kept<T> {
    private static final int MOST = 10_000;

    private record Item<T>(T value, Instant until) {}

    private final Map<String, Item<T>> items = new LinkedHashMap<>();
    private final Duration life;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Kept(Duration life, InstantSource clock) {
        this.life = life;
        this.clock = clock;
    }

    /** Keeps it; answers its secret. */
    synchronized String put(T value) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        if (items.size() >= MOST) {
            items.remove(items.keySet().iterator().next());
        }
        items.put(secret, new Item<>(value, clock.instant().plus(life)));
        return secret;
    }

    synchronized @Nullable T get(@Nullable String secret) {
        Item<T> item = items.get(secret);
        return item == null || !clock.instant().isBefore(item.until()) ? null : item.value();
    }

    /** Takes it away: only the first who asks gets it. */
    synchronized @Nullable T take(@Nullable String secret) {
        T value = get(secret);
        items.remove(secret);
        return value;
    }
}
