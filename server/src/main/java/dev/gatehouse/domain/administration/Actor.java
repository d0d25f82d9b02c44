package dev.gatehouse.domain.administration;

import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Permissions;
import java.util.List;

/**
 * Who administers.
 *
 * @param name an account's id, or {@code command-line}
 * @param permissions what they may do
 * @param from where they do it
 */
public record Actor(String name, Permissions permissions, Origin from) {
    /** An operator with a shell on the server's machine, who can do everything anyway. */
    public static final Actor COMMAND_LINE =
            new Actor("command-line", Permissions.of(List.of(Permissions.EVERYTHING)), Origin.COMMAND_LINE);

    public static Actor of(AuthContext caller, Origin from) {
        return new Actor(caller.subject(), caller.permissions(), from);
    }
}
