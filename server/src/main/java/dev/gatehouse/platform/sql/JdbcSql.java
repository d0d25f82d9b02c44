package dev.gatehouse.platform.sql;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One use of one connection: the statements of a read, of a single statement or of a transaction. */
final class JdbcSql implements Transaction {
    /** What a piece of work may do. */
    enum Use {
        READ,
        SINGLE,
        WRITE
    }

    /** Says what a failure of the driver means. */
    interface Translation {
        RuntimeException translate(String what, SQLException failure);
    }

    private interface Step<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private final Statements statements;
    private final Translation translation;
    private final Use use;
    private final List<Announcement> announcements = new ArrayList<>(0);
    private final List<Runnable> afterwards = new ArrayList<>(0);
    private int ran;
    private boolean over;
    private @Nullable RuntimeException failed;

    JdbcSql(Statements statements, Translation translation, Use use) {
        this.statements = statements;
        this.translation = translation;
        this.use = use;
    }

    /** Runs the work. Where a statement of it failed, so does this, whatever the work made of it. */
    <T extends @Nullable Object> T run(Function<? super Transaction, T> work) {
        try {
            T value = work.apply(this);
            if (failed != null) {
                throw failed;
            }
            return value;
        } finally {
            over = true;
        }
    }

    List<Announcement> announcements() {
        return announcements;
    }

    /** What is to be done after the commit, in order. */
    List<Runnable> afterwards() {
        return afterwards;
    }

    @Override
    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return execute(sql, arguments, statement -> {
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result);
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(mapper.map(row));
                }
                return rows;
            }
        });
    }

    @Override
    public <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        List<T> rows = list(sql, mapper, arguments);
        if (rows.size() > 1) {
            throw new IllegalStateException("more than one row: " + sql);
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    @Override
    public int update(String sql, @Nullable Object... arguments) {
        if (use == Use.READ) {
            throw new IllegalStateException("a read changes nothing: " + sql);
        }
        return execute(sql, arguments, PreparedStatement::executeUpdate);
    }

    @Override
    public void announce(String channel, String payload) {
        announcements.add(new Announcement(channel, storable(payload)));
    }

    @Override
    public void afterCommit(Runnable what) {
        afterwards.add(what);
    }

    private <T> T execute(String sql, @Nullable Object[] arguments, Step<T> step) {
        check(sql);
        try {
            PreparedStatement statement = statements.take(sql);
            T value;
            try {
                bind(statement, arguments);
                value = step.run(statement);
            } catch (SQLException | RuntimeException failure) {
                statement.close();
                throw failure;
            }
            statements.giveBack(sql, statement);
            return value;
        } catch (SQLException failure) {
            RuntimeException meaning = translation.translate(sql, failure);
            failed = meaning;
            throw meaning;
        }
    }

    private void check(String sql) {
        if (over) {
            throw new IllegalStateException("used after its transaction ended: " + sql);
        }
        if (failed != null) {
            throw new IllegalStateException("an earlier statement failed, so this one cannot run: " + sql, failed);
        }
        if (++ran > 1 && use == Use.SINGLE) {
            throw new IllegalStateException("a single statement was promised, this is another: " + sql);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        int index = 0;
        for (Object argument : arguments) {
            index++;
            switch (argument) {
                case null -> statement.setNull(index, Types.NULL);
                case String text -> statement.setString(index, storable(text));
                case UUID id -> statement.setString(index, id.toString());
                case Long number -> statement.setLong(index, number);
                case Integer number -> statement.setInt(index, number);
                case Instant time -> statement.setLong(index, time.toEpochMilli());
                case Boolean flag -> statement.setBoolean(index, flag);
                case byte[] bytes -> statement.setBytes(index, bytes);
                default -> throw new IllegalArgumentException(argument.getClass() + " is not for a statement");
            }
        }
    }

    /** PostgreSQL keeps neither NUL nor half a surrogate pair; SQLite would keep them in its own way. */
    private static String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == 0 || Character.isSurrogate(each)) {
                boolean pair = Character.isHighSurrogate(each)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw Problem.of(ErrorCode.INVALID_REQUEST, "A text holds a character that cannot be stored.");
                }
                i++;
            }
        }
        return text;
    }
}
