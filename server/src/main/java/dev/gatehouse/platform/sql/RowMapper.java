package dev.gatehouse.platform.sql;

/** Makes a value of the row at hand. Must not keep the row. */
@FunctionalInterface
public interface RowMapper<T> {
    T map(Row row);
}
