package dev.gatehouse.domain.assurance;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Who has to show a second factor, beside those who chose to.
 *
 * @param everybody whether all do
 * @param roles whoever has one of these does
 * @param clients whoever signs in at one of these does
 */
public record AssuranceSettings(boolean everybody, Set<String> roles, Set<String> clients) {
    private static final Setting<Boolean> REQUIRED =
            Setting.flag("mfa.required", false, "Whether everybody has to show a second factor to sign in.");
    private static final Setting<List<String>> ROLES = Setting.list(
            "mfa.required_roles", "", "Roles whose holders have to show a second factor to sign in, such as `admin`.");
    private static final Setting<List<String>> CLIENTS = Setting.list(
            "mfa.required_clients",
            "",
            "Clients at which everybody has to show a second factor to sign in, such as `gatehouse`, the first-party"
                    + " client.");

    /** What an operator may set. */
    public static final RoomSettings<AssuranceSettings> SETTINGS = RoomSettings.of(
            "Second factors",
            List.of(REQUIRED, ROLES, CLIENTS),
            values -> new AssuranceSettings(
                    values.get(REQUIRED), Set.copyOf(values.get(ROLES)), Set.copyOf(values.get(CLIENTS))));

    /** Whether somebody with these roles has to show two factors at this client. */
    public boolean require(Collection<String> held, String client) {
        return everybody || clients.contains(client) || held.stream().anyMatch(roles::contains);
    }
}
