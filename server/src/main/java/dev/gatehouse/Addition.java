package dev.gatehouse;

import dev.gatehouse.domain.mail.Letters;
import dev.gatehouse.guard.RevocationCheck;
import dev.gatehouse.platform.http.Routes;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** What one run serves beside the server itself, such as the sample API in development. */
@FunctionalInterface
interface Addition {
    /**
     * The server that it stands beside.
     *
     * @param issuer of the server's tokens, which is also their audience
     * @param address what this process reaches the server by; waits until it listens
     * @param revocations what the server knows of revoked tokens
     * @param letters what it writes, for whoever collects that
     */
    record Host(
            String issuer, Supplier<URI> address, RevocationCheck revocations, Letters letters, InstantSource clock) {}

    /**
     * Adds its routes.
     *
     * @return ends the addition; run once, before the server closes
     */
    Runnable addTo(Routes routes, Host host);

    /** Class-path resources with pieces of OpenAPI that describe its routes. */
    default List<String> descriptions() {
        return List.of();
    }
}
