package dev.gatehouse.platform.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to this program's. One query tells whether there is anything to do; only then is Flyway loaded,
 * which takes longer than all the rest of a start.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** Where the scripts are on the classpath. */
    static final String FOLDER = "db/migration/";

    /** The scripts in their order; version n is the n-th. */
    static final List<String> SCRIPTS = List.of("V1__first_rooms.sql", "V2__ways_in.sql", "V3__safe_accounts.sql");

    /** The smallest question that a database answers only where its tables can be read. */
    static final String PROBE = "SELECT version FROM flyway_schema_history WHERE version = '1'";

    /** What a database must offer to be migrated. */
    interface Target {
        String url();

        @Nullable
        String user();

        @Nullable
        String password();

        /** The type of a text that is compared byte by byte. */
        String orderedText();

        /** Keeps every other migration of this database out until it is closed, whatever process wants to. */
        AutoCloseable lock() throws Exception;
    }

    private enum Schema {
        CURRENT,
        BEHIND
    }

    private Migrations() {}

    /**
     * @param at a connection to look with
     * @param target where to migrate, if there is anything to do
     * @throws DatabaseRefused where the database is newer than this program, half migrated or does not migrate
     */
    static void apply(Connection at, Target target) {
        if (look(at) == Schema.CURRENT) {
            return;
        }
        try (AutoCloseable _ = target.lock()) {
            // Another node may have been faster.
            if (look(at) == Schema.BEHIND) {
                LOG.info("Bringing the database's schema to version {}", SCRIPTS.size());
                FlywayRun.migrate(target);
            }
        } catch (DatabaseRefused refused) {
            throw refused;
        } catch (Exception failure) {
            throw new DatabaseRefused("The database's schema cannot be migrated: " + failure.getMessage(), failure);
        }
    }

    private static Schema look(Connection connection) {
        int version = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT version, success FROM flyway_schema_history WHERE version IS NOT NULL"
                                + " ORDER BY installed_rank")) {
            while (rows.next()) {
                String applied = rows.getString("version");
                if (!rows.getBoolean("success")) {
                    throw new DatabaseRefused("The migration of the database to schema version " + applied
                            + " failed half way. Restore the backup made before it and start again.");
                }
                version = Math.max(version, Integer.parseInt(applied));
            }
        } catch (SQLException notThere) {
            LOG.debug("No history of migrations", notThere);
            return Schema.BEHIND;
        }
        if (version > SCRIPTS.size()) {
            throw new DatabaseRefused("The database's schema has version " + version + ", this program knows only "
                    + SCRIPTS.size() + ": it was written by a newer Gatehouse. Start that one,"
                    + " or restore a backup made before it.");
        }
        return version == SCRIPTS.size() ? Schema.CURRENT : Schema.BEHIND;
    }
}
