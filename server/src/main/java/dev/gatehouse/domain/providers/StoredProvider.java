package dev.gatehouse.domain.providers;

import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A row of the table {@code providers}: what was given, as it was given, so that a preset that is mended mends it too.
 *
 * @param given without secrets, and without {@link ProviderKey#ENABLED}, which has a column
 * @param sealedSecret the client secret or Apple's key; null where it has none
 * @param updatedAt later at every change, so that it tells one from the next
 */
record StoredProvider(
        String name,
        Map<ProviderKey, String> given,
        @Nullable String sealedSecret,
        boolean enabled,
        Instant createdAt,
        Instant updatedAt) {
    static final String CHANNEL = "providers";
    /** What the table takes. */
    static final int LONGEST = 16_384;

    private static final String COLUMNS = "name, definition, secret, enabled, created_at, updated_at";

    StoredProvider {
        given = Map.copyOf(given);
    }

    static List<StoredProvider> all(Sql sql) {
        return sql.list("SELECT %s FROM providers ORDER BY name".formatted(COLUMNS), StoredProvider::of);
    }

    static Optional<StoredProvider> find(Sql sql, String name) {
        return sql.one("SELECT %s FROM providers WHERE name = ?".formatted(COLUMNS), StoredProvider::of, name);
    }

    private static StoredProvider of(Row row) {
        Map<ProviderKey, String> given = new EnumMap<>(ProviderKey.class);
        JsonNode definition = Json.read(row.text("definition"));
        for (Map.Entry<String, JsonNode> entry : definition.properties()) {
            // A key that a later version wrote means nothing to this one.
            ProviderKey.of(entry.getKey())
                    .ifPresent(key -> given.put(key, entry.getValue().asString()));
        }
        return new StoredProvider(
                row.text("name"),
                given,
                row.optionalText("secret"),
                row.flag("enabled"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }

    String definition() {
        Map<String, String> labels = new TreeMap<>();
        given.forEach((key, text) -> labels.put(key.label(), text));
        return Json.text(labels);
    }

    /** Which secret such a provider has. */
    ProviderKey secretKey() {
        String preset = given.getOrDefault(ProviderKey.PRESET, name);
        boolean apple = Presets.find(preset).filter(Preset::wantsAppleKey).isPresent();
        return apple ? ProviderKey.APPLE_PRIVATE_KEY : ProviderKey.CLIENT_SECRET;
    }

    /** False where there is one of that name. */
    boolean insert(Transaction transaction) {
        return announced(
                transaction,
                transaction.update(
                        "INSERT INTO providers (%s) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
                                .formatted(COLUMNS),
                        name,
                        definition(),
                        sealedSecret,
                        enabled,
                        createdAt,
                        updatedAt));
    }

    /** False where it is not as it was read: changed or removed meanwhile. */
    boolean replace(Transaction transaction, StoredProvider read) {
        return announced(
                transaction,
                transaction.update("""
                        UPDATE providers SET definition = ?, secret = ?, enabled = ?, updated_at = ?
                        WHERE name = ? AND updated_at = ?""", definition(), sealedSecret, enabled, updatedAt, name, read.updatedAt));
    }

    /** False where there is none of that name. */
    static boolean enable(Transaction transaction, String name, boolean enabled, Instant now) {
        return announced(transaction, name, transaction.update("""
                        UPDATE providers SET enabled = ?,
                            updated_at = CASE WHEN updated_at < ? THEN ? ELSE updated_at + 1 END
                        WHERE name = ?""", enabled, now, now, name));
    }

    /** False where there is none of that name. */
    static boolean remove(Transaction transaction, String name) {
        return announced(transaction, name, transaction.update("DELETE FROM providers WHERE name = ?", name));
    }

    private boolean announced(Transaction transaction, int changed) {
        return announced(transaction, name, changed);
    }

    private static boolean announced(Transaction transaction, String name, int changed) {
        if (changed > 0) {
            transaction.announce(CHANNEL, name);
        }
        return changed > 0;
    }
}
