package dev.gatehouse.platform.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row at hand, read by column name. A getter that is not called optional fails on NULL, and every getter fails with
 * {@link DatabaseFailure} where there is no such column: both are mistakes in our SQL.
 */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    public UUID id(String column) {
        return UUID.fromString(text(column));
    }

    public @Nullable UUID optionalId(String column) {
        String text = optionalText(column);
        return text == null ? null : UUID.fromString(text);
    }

    public String text(String column) {
        return present(column, optionalText(column));
    }

    public @Nullable String optionalText(String column) {
        return get(column, ResultSet::getString);
    }

    public Instant instant(String column) {
        return Instant.ofEpochMilli(number(column));
    }

    public @Nullable Instant optionalInstant(String column) {
        Long millis = optionalNumber(column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    public boolean flag(String column) {
        return present(column, get(column, ResultSet::getBoolean));
    }

    public @Nullable Boolean optionalFlag(String column) {
        return get(column, ResultSet::getBoolean);
    }

    /** A 64-bit number. */
    public long number(String column) {
        return present(column, optionalNumber(column));
    }

    public @Nullable Long optionalNumber(String column) {
        return get(column, ResultSet::getLong);
    }

    /** A number that fits 32 bits, such as {@code count(*)} of a bounded thing. */
    public int count(String column) {
        return Math.toIntExact(number(column));
    }

    public byte[] bytes(String column) {
        return present(column, optionalBytes(column));
    }

    public byte @Nullable [] optionalBytes(String column) {
        return get(column, ResultSet::getBytes);
    }

    private interface Getter<T> {
        T get(ResultSet result, String column) throws SQLException;
    }

    private <T> @Nullable T get(String column, Getter<T> getter) {
        try {
            T value = getter.get(result, column);
            return result.wasNull() ? null : value;
        } catch (SQLException failure) {
            throw new DatabaseFailure("column " + column + " cannot be read", failure);
        }
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is NULL");
        }
        return value;
    }
}
