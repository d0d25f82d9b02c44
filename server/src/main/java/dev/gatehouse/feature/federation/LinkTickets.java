package dev.gatehouse.feature.federation;

import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Carries for whom an identity is to be fetched from a call of the API to the browser that follows. Whoever holds a ticket
 * can begin the way to the provider, and no more: what comes of it is good in the session alone that asked.
 */
public final class LinkTickets {
    /** From the call to the browser's departure. */
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final String PURPOSE = "link-ticket";

    private record Ticket(Linking linking, Instant expiresAt) {}

    private final Seals seals;
    private final InstantSource clock;

    public LinkTickets(Seals seals, InstantSource clock) {
        this.seals = seals;
        this.clock = clock;
    }

    /** Where a browser begins, on this server. */
    public String departure(Linking linking, String provider) {
        Ticket ticket = new Ticket(linking, clock.instant().plus(LIFE));
        String sealed = seals.seal(PURPOSE, Json.bytes(ticket), provider.getBytes(StandardCharsets.UTF_8));
        return FlowDesk.with("/auth/" + provider, "link", sealed);
    }

    /** @throws Problem {@link ErrorCode#FLOW_EXPIRED} */
    Linking open(String sealed, String provider) {
        return seals.open(PURPOSE, sealed, provider.getBytes(StandardCharsets.UTF_8))
                .map(plain -> Json.read(plain, Ticket.class))
                .filter(ticket -> clock.instant().isBefore(ticket.expiresAt()))
                .map(Ticket::linking)
                .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED));
    }
}
