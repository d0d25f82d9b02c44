package dev.gatehouse.cli;

import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.config.Values;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What every command is given.
 *
 * @param catalogue every setting that there is
 * @param environment the variables of the process
 * @param directory where {@code .env} is looked for and relative files start
 * @param input standard input
 * @param visits opens the rooms of the domain on the data that the settings name
 */
public record Shell(
        Catalogue catalogue, Map<String, String> environment, Path directory, InputStream input, Visits visits) {
    /** Opens the rooms of the domain. */
    public interface Visits {
        /**
         * @param mayBegin whether to make an embedded database where there is none yet
         * @throws CommandFailed where there is none and it may not be made
         */
        Workplace open(Values settings, boolean mayBegin);
    }
}
