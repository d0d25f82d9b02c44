package dev.gatehouse.platform.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The prepared statements of one connection, kept by their text: the least recently used leave first. A statement that
 * is in use is not among those kept, so that one mapper may ask the same question within another's answer.
 */
final class Statements {
    private final Connection connection;
    private final int most;
    private final LinkedHashMap<String, PreparedStatement> kept = new LinkedHashMap<>(64, 0.75f, true);

    /** @param most how many to keep; 0 where the driver keeps its own, as PostgreSQL's does */
    Statements(Connection connection, int most) {
        this.connection = connection;
        this.most = most;
    }

    PreparedStatement take(String sql) throws SQLException {
        PreparedStatement statement = kept.remove(sql);
        return statement == null ? connection.prepareStatement(sql) : statement;
    }

    /** Takes back a statement that has done its work without failing. */
    void giveBack(String sql, PreparedStatement statement) throws SQLException {
        PreparedStatement before = most == 0 ? statement : kept.put(sql, statement);
        if (before != null) {
            before.close();
        }
        if (kept.size() > most) {
            Map.Entry<String, PreparedStatement> eldest = kept.firstEntry();
            kept.remove(eldest.getKey());
            eldest.getValue().close();
        }
    }
}
