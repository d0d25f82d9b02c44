package dev.gatehouse.domain.breaches;

import dev.gatehouse.platform.outgoing.Outgoing;
import dev.gatehouse.platform.outgoing.OutgoingAnswer;
import dev.gatehouse.platform.outgoing.OutgoingFailure;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a service that keeps the list for all hashes with the same first five digits, some 1,500, and finds the others here: it
 * learns neither the password nor whether it was found. Answers are padded, so that their size does not tell which digits.
 */
final class RangeApi {
    private static final Logger LOG = LoggerFactory.getLogger(RangeApi.class);
    private static final int DIGITS = 5;
    private static final int LARGEST = 1 << 20;
    /** A person waits for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Outgoing outgoing;
    private final URI address;

    RangeApi(Outgoing outgoing, URI address) {
        this.outgoing = outgoing;
        this.address = address;
    }

    /** Whether the service knows the password; empty where it does not say. */
    Optional<Boolean> knows(String password) {
        String hash = Sha1.hex(password);
        String base = address.toString();
        URI range = URI.create((base.endsWith("/") ? base : base + "/") + hash.substring(0, DIGITS));
        OutgoingRequest request = new OutgoingRequest(
                        "breached",
                        "GET",
                        range,
                        Map.of("accept", "text/plain", "add-padding", "true"),
                        new byte[0],
                        Set.of("text/plain"),
                        LARGEST,
                        false)
                .within(PATIENCE);
        try {
            OutgoingAnswer answer = outgoing.send(request);
            if (answer.successful()) {
                return Optional.of(lists(answer.body(), hash.substring(DIGITS)));
            }
            LOG.warn("Breached passwords cannot be looked up: {} answers {}", address.getHost(), answer.status());
        } catch (OutgoingFailure failure) {
            LOG.warn("Breached passwords cannot be looked up: {}", failure.getMessage());
        }
        return Optional.empty();
    }

    /** A count of 0 is padding. */
    private static boolean lists(byte[] body, String rest) {
        return new String(body, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::strip)
                .anyMatch(line -> line.length() > rest.length() + 1
                        && line.regionMatches(true, 0, rest, 0, rest.length())
                        && line.charAt(rest.length()) == ':'
                        && !line.substring(rest.length() + 1).matches("0+"));
    }
}
