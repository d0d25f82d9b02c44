package dev.gatehouse;

import dev.gatehouse.cli.CommandFailed;
import dev.gatehouse.cli.Workplace;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.sql.DatabaseSettings;
import java.nio.file.Files;
import java.time.InstantSource;

/** Opens the rooms for a command, beside a server that may be running on the same data. */
final class Visit {
    private Visit() {}

    static Workplace open(Values settings, boolean mayBegin, InstantSource clock) {
        ServerSettings server = settings.room(ServerSettings.SETTINGS);
        DatabaseSettings database = server.database();
        if (!mayBegin
                && database.url() == null
                && !Files.exists(database.dataDirectory().resolve("gatehouse.db"))) {
            throw CommandFailed.because("There is no database in " + database.dataDirectory()
                    + ". Name the server's data directory with --data, or its settings with --config.");
        }
        Rooms rooms = Rooms.visiting(settings, clock);
        return new Workplace(
                server.publicUrl().toString(),
                rooms.database,
                clock,
                rooms.accounts,
                rooms.roles,
                rooms.sessions,
                rooms.signing.registrations,
                rooms.administration.accounts,
                rooms.recovery.administration,
                rooms.providers,
                rooms.administration.providers,
                rooms.upstream::check,
                rooms.keys,
                rooms.guard.verifier(),
                rooms.audit,
                rooms.auditing.chain,
                rooms.auditing.webhooks,
                rooms::close);
    }
}
