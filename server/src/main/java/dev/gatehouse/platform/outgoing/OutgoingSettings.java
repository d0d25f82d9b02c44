package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How this server asks other hosts.
 *
 * @param timeout for a whole request: name, connection, redirects and the last byte of the answer
 * @param connectTimeout for one connection, TLS included
 * @param allowPrivate hosts that may stand in a private network or on this machine and be asked by http there, as
 *     {@code host} or {@code host:port}
 * @param authorities who may vouch for a host beside those whom the JDK trusts
 */
public record OutgoingSettings(
        Duration timeout, Duration connectTimeout, List<String> allowPrivate, List<X509Certificate> authorities) {
    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "outgoing.timeout",
            "10s",
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            "How long another host, such as a sign-in provider, may take for a whole answer.");
    private static final Setting<Duration> CONNECT_TIMEOUT = Setting.duration(
            "outgoing.connect_timeout",
            "3s",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            "How long a connection to one address of another host may take, TLS included.");
    private static final Setting<List<String>> ALLOW_PRIVATE = Setting.list(
            "outgoing.allow_private",
            "",
            "Hosts that this server may ask although they stand in a private network or on this machine, and by http"
                    + " there: names with or without a port, such as keycloak.internal:8443. Nothing leads to all others.");
    private static final Setting<Optional<Path>> AUTHORITIES = Setting.path(
                    "outgoing.ca",
                    "",
                    "A file with certificates (PEM) of authorities of your own, trusted beside the usual ones when this"
                            + " server asks other hosts.")
            .orNone();

    /** What an operator may set. */
    public static final RoomSettings<OutgoingSettings> SETTINGS = RoomSettings.of(
            "Requests to other hosts",
            List.of(TIMEOUT, CONNECT_TIMEOUT, ALLOW_PRIVATE, AUTHORITIES),
            values -> new OutgoingSettings(
                    values.get(TIMEOUT),
                    values.get(CONNECT_TIMEOUT),
                    values.get(ALLOW_PRIVATE),
                    values.get(AUTHORITIES).map(Authorities::read).orElse(List.of())));

    /** @throws IllegalArgumentException with a sentence for the operator */
    public OutgoingSettings {
        allowPrivate = List.copyOf(allowPrivate);
        authorities = List.copyOf(authorities);
        try {
            new NamedHosts(allowPrivate);
        } catch (IllegalArgumentException problem) {
            throw new IllegalArgumentException("outgoing.allow_private: " + problem.getMessage(), problem);
        }
    }

    /** Why this address is not asked, as far as it says so itself; empty where it may be. */
    public Optional<String> refuses(URI address) {
        try {
            Destination.of(address, new NamedHosts(allowPrivate));
            return Optional.empty();
        } catch (OutgoingFailure forbidden) {
            return Optional.ofNullable(forbidden.getMessage());
        }
    }
}
