package dev.gatehouse.platform.sql;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements that both databases understand. Arguments stand for {@code ?} in order and are of these types:
 * {@link java.util.UUID} (kept as text), {@link java.time.Instant} (kept as milliseconds), String, Integer, Long,
 * Boolean, {@code byte[]} or null.
 *
 * <p>It is good only inside the function that it was given to. Once a statement has failed, no other may follow, and a
 * transaction around it ends without effect, also where the failure was caught: so PostgreSQL has it.
 *
 * @see Database
 */
public interface Sql {
    /**
     * All rows of a query, or of a change with {@code RETURNING}.
     *
     * @throws UniqueViolation where a row with these keys exists
     * @throws DatabaseFailure where the statement fails for another reason
     * @throws dev.gatehouse.kernel.Problem {@code INVALID_REQUEST} where a text holds what PostgreSQL cannot keep (NUL, half a
     *     surrogate pair); {@code BUSY} where the database cannot be reached or takes too long
     */
    <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... arguments);

    /**
     * The one row of a query, or none; fails as {@link #list} does.
     *
     * @throws IllegalStateException where there is more than one
     */
    <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... arguments);

    /** Changes rows and says how many; fails as {@link #list} does. Refused inside {@link Database#read}. */
    int update(String sql, @Nullable Object... arguments);
}
