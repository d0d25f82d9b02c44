package dev.gatehouse.domain.outbox;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Work that is put down in the transaction that asks for it, and done after that: nobody waits for it, and a restart does
 * not lose it. Payloads are kept sealed, since letters carry links.
 */
public final class Outbox {
    private static final String SEAL = "outbox";
    /** How long something is tried before it is given up. */
    private static final Duration LIFE = Duration.ofDays(3);

    /** Does one kind of work. May run twice for the same piece where a process dies between doing it and saying so. */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * @param id of this piece of work, the same at every attempt
         * @throws RuntimeException to be tried again later
         */
        void handle(UUID id, T payload);
    }

    private record Kind<T>(Class<T> type, Handler<T> handler) {}

    private final Map<String, Kind<?>> kinds = new ConcurrentHashMap<>();
    private final Seals seals;
    private final InstantSource clock;
    private final Ids ids;

    public Outbox(Seals seals, InstantSource clock, Ids ids) {
        this.seals = seals;
        this.clock = clock;
        this.ids = ids;
    }

    /** Says who does this kind of work; once for each kind, before work begins. */
    public <T extends Record> void handle(String kind, Class<T> type, Handler<T> handler) {
        if (kinds.put(kind, new Kind<>(type, handler)) != null) {
            throw new IllegalStateException("two handlers for " + kind);
        }
    }

    /**
     * Puts work down. It takes the same time whatever comes of it.
     *
     * @param payload what the handler of this kind gets; at most 30,000 characters as JSON
     */
    public void put(Sql sql, String kind, Record payload) {
        UUID id = ids.next();
        Instant now = clock.instant();
        sql.update(
                "INSERT INTO outbox (id, kind, payload, created_at, due_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
                id,
                kind,
                seals.seal(SEAL, Json.bytes(payload), id.toString().getBytes(StandardCharsets.US_ASCII)),
                now,
                now,
                now.plus(LIFE));
    }
}
