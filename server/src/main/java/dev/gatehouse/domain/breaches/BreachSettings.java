package dev.gatehouse.domain.breaches;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where breached passwords are looked up; nowhere unless an operator says so.
 *
 * @param filter the file of a filter
 * @param api the address of a range API, to which the first five digits of a hash are added
 */
public record BreachSettings(Optional<Path> filter, Optional<URI> api) {
    private static final Setting<Optional<Path>> FILTER = Setting.path(
                    "passwords.breached_filter",
                    "",
                    "A filter of breached passwords, made with ./gatehouse passwords build-filter. Nobody may choose one"
                            + " that is in it.")
            .orNone();
    private static final Setting<Optional<URI>> API = Setting.url(
                    "passwords.breached_api",
                    "",
                    "A range API that knows breached passwords, such as https://api.pwnedpasswords.com/range. It is told"
                            + " the first five digits of the hash of a password that somebody chooses, and nothing else."
                            + " Where it does not answer, the password is taken.")
            .orNone();

    /** What an operator may set. */
    public static final RoomSettings<BreachSettings> SETTINGS = RoomSettings.of(
            "Breached passwords",
            List.of(FILTER, API),
            values -> new BreachSettings(values.get(FILTER), values.get(API)));
}
