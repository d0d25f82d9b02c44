package dev.gatehouse;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.config.Setting;
import dev.gatehouse.platform.http.HttpSettings;
import dev.gatehouse.platform.sql.DatabaseSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the server listens, what clients reach it by, and where it keeps everything.
 *
 * @param host the address to listen on
 * @param port 0 to 65,535; 0 takes a free one
 * @param publicUrl what clients reach the server by; the issuer of its tokens
 * @param passwordGrant whether the form of {@code POST /token} is taken
 */
public record ServerSettings(
        String host,
        int port,
        URI publicUrl,
        Path data,
        Optional<String> databaseUrl,
        Optional<String> databaseUser,
        Optional<Secret> databasePassword,
        int databaseConnections,
        List<String> trustedProxies,
        List<String> corsOrigins,
        boolean passwordGrant) {
    private static final Setting<String> HOST =
            Setting.text("host", "localhost", "The address to listen on; 0.0.0.0 for every one of this machine.");
    private static final Setting<Integer> PORT =
            Setting.integer("port", 8000, 0, 65_535, "The port to listen on; 0 takes a free one.");
    private static final Setting<Optional<URI>> PUBLIC_URL = Setting.url(
                    "public_url",
                    "",
                    "What clients reach this server by, without a slash at the end. It is the issuer of all tokens."
                            + " http://localhost with the port where it is not given.")
            .orNone();
    private static final Setting<Path> DATA =
            Setting.path("data", "data", "The directory for the embedded database file and all that belongs to it.");
    private static final Setting<Optional<String>> DATABASE_URL = Setting.of(
                    "database.url",
                    ServerSettings::databaseUrl,
                    "jdbc:postgresql://host:port/name",
                    "",
                    "The PostgreSQL database; the embedded database file where it is not given.")
            .orNone();
    private static final Setting<Optional<String>> DATABASE_USER =
            Setting.text("database.user", "", "Who connects to PostgreSQL.").orNone();
    private static final Setting<Optional<Secret>> DATABASE_PASSWORD =
            Setting.secret("database.password", "The password for PostgreSQL.");
    private static final Setting<Integer> DATABASE_CONNECTIONS = Setting.integer(
            "database.connections", 10, 1, 1_000, "Connections to the database at once, for each node.");
    private static final Setting<List<String>> PROXIES = Setting.list(
            "proxy.trusted",
            "",
            "Addresses and networks (CIDR) of the proxies whose forwarded headers are believed; nobody's otherwise.");
    private static final Setting<List<String>> CORS = Setting.list(
            "cors.origins",
            "",
            "Origins of front ends on other hosts that may call this server from a browser, compared exactly.");
    private static final Setting<Boolean> PASSWORD_GRANT = Setting.flag(
            "oauth.password_grant",
            true,
            "Whether POST /token takes a name and a password in a form, for the first-party client only.");

    /** What an operator may set. */
    public static final RoomSettings<ServerSettings> SETTINGS = RoomSettings.of(
            "Server",
            List.of(
                    HOST,
                    PORT,
                    PUBLIC_URL,
                    DATA,
                    DATABASE_URL,
                    DATABASE_USER,
                    DATABASE_PASSWORD,
                    DATABASE_CONNECTIONS,
                    PROXIES,
                    CORS,
                    PASSWORD_GRANT),
            values -> checked(new ServerSettings(
                    values.get(HOST),
                    values.get(PORT),
                    values.get(PUBLIC_URL).orElseGet(() -> URI.create("http://localhost:" + values.get(PORT))),
                    values.get(DATA),
                    values.get(DATABASE_URL),
                    values.get(DATABASE_USER),
                    values.get(DATABASE_PASSWORD),
                    values.get(DATABASE_CONNECTIONS),
                    values.get(PROXIES),
                    values.get(CORS),
                    values.get(PASSWORD_GRANT))));

    /** @throws IllegalArgumentException with a sentence for the operator */
    public ServerSettings {
        trustedProxies = List.copyOf(trustedProxies);
        corsOrigins = List.copyOf(corsOrigins);
        if (publicUrl.toString().endsWith("/")
                || publicUrl.getRawQuery() != null
                || publicUrl.getRawFragment() != null) {
            throw new IllegalArgumentException("public_url: given " + publicUrl
                    + "; allowed: an address without a slash, query or fragment at its end");
        }
    }

    HttpSettings http() {
        return http(trustedProxies, corsOrigins);
    }

    private HttpSettings http(List<String> proxies, List<String> origins) {
        HttpSettings usual = HttpSettings.of(publicUrl);
        return new HttpSettings(
                host,
                port,
                publicUrl,
                usual.bodyLimit(),
                usual.headerLimit(),
                usual.inFlight(),
                usual.waiting(),
                usual.patience(),
                usual.drain(),
                Set.copyOf(proxies),
                Set.copyOf(origins));
    }

    /** What this process reaches itself by, once it listens on that port. */
    URI address(int listening) {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        String name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + listening);
    }

    DatabaseSettings database() {
        DatabaseSettings usual = DatabaseSettings.sqlite(data);
        return new DatabaseSettings(
                databaseUrl.orElse(null),
                data,
                databaseUser.orElse(null),
                databasePassword.map(Secret::reveal).orElse(null),
                databaseConnections,
                usual.queueSize(),
                usual.maxWait(),
                usual.statementTimeout(),
                true);
    }

    /** What the rooms below would refuse is a problem of the settings, with the setting's name. */
    private static ServerSettings checked(ServerSettings settings) {
        named("public_url", () -> settings.http(List.of(), List.of()));
        named("proxy.trusted", () -> settings.http(settings.trustedProxies, List.of()));
        named("cors.origins", () -> settings.http(List.of(), settings.corsOrigins));
        settings.database();
        return settings;
    }

    private static void named(String setting, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException(setting + ": " + problem.getMessage(), problem);
        }
    }

    private static String databaseUrl(String text) {
        if (!text.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("not a PostgreSQL address");
        }
        return text;
    }
}
