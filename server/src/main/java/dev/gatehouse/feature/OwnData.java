package dev.gatehouse.feature;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** All that is kept about somebody, for them to take along: a JSON object with a member for each room that keeps something. */
public final class OwnData {
    /** The version of the shape; a member more is no other shape. */
    private static final int VERSION = 1;

    /** What a room keeps of an account. */
    @FunctionalInterface
    public interface Part {
        /** A value that becomes JSON; without secrets, and bounded. */
        Object of(Sql sql, UUID account);
    }

    /** Each costs as much to make as thousands of other answers. */
    private static final Optional<Rate> FILES = Optional.of(new Rate(10, Duration.ofHours(1)));

    private final Database database;
    private final RateLimits limits;
    private final BiFunction<Sql, UUID, Optional<Account>> find;
    private final Map<String, Part> parts;
    private final InstantSource clock;

    /** @param parts by the names of their members, in order */
    public OwnData(
            Database database,
            RateLimits limits,
            BiFunction<Sql, UUID, Optional<Account>> find,
            Map<String, Part> parts,
            InstantSource clock) {
        this.database = database;
        this.limits = limits;
        this.find = find;
        this.parts = new LinkedHashMap<>(parts);
        this.clock = clock;
    }

    /**
     * As a file to keep; empty where the account is gone.
     *
     * @param owner asked before anything is read: throws where whoever asks is not the owner any more
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS} for more than ten in an hour
     */
    public Optional<Response> file(UUID account, Consumer<Sql> owner) {
        limits.take("own-data", FILES, account.toString());
        Instant now = clock.instant();
        Optional<Map<String, Object>> data = database.read(sql -> {
            owner.accept(sql);
            return find.apply(sql, account).map(found -> {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("version", VERSION);
                all.put("made_at", now);
                parts.forEach((name, part) -> all.put(name, part.of(sql, account)));
                return all;
            });
        });
        return data.map(all -> Response.bytes(200, "application/json", Json.bytes(all))
                .withHeader("cache-control", "no-store")
                .withHeader("content-disposition", "attachment; filename=\"account-data.json\""));
    }

    /** The members that there are. */
    public List<String> members() {
        return List.copyOf(parts.keySet());
    }
}
