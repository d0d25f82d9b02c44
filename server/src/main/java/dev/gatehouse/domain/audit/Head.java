package dev.gatehouse.domain.audit;

import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The newest link at some time, signed.
 *
 * @param issuer the server's public address
 * @param seq the link's number
 * @param count how many links up to this one were still there to compute again
 * @param keep how long events were to be kept when it was signed; empty for ever
 * @param jws the signed form: compact JWS with {@code typ} {@value #TYPE}
 * @param kid the key's; null for a shared secret
 */
public record Head(
        String issuer,
        long seq,
        byte[] hash,
        long count,
        Instant at,
        Optional<Duration> keep,
        String jws,
        @Nullable String kid) {
    /** The {@code typ} of a head's header. */
    public static final String TYPE = "gatehouse-audit-head+jwt";

    /** The longest signed form that is kept, in characters. */
    static final int LONGEST = 4096;

    private record Payload(
            String iss,
            long seq,
            String hash,
            long count,
            long iat,
            @Nullable Long keep) {}

    /** What is signed. */
    static byte[] payload(String issuer, long seq, byte[] hash, long count, Instant at, Optional<Duration> keep) {
        String link = Base64URL.encode(hash).toString();
        return Json.bytes(new Payload(
                issuer,
                seq,
                link,
                count,
                at.getEpochSecond(),
                keep.map(Duration::toSeconds).orElse(null)));
    }

    /** What a signed form says, whoever signed it; nothing where it is none of a head. */
    public static Optional<Head> parse(String jws) {
        String[] parts = jws.split("\\.", -1);
        if (parts.length != 3 || jws.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JsonNode header = decoded(parts[0]);
            JsonNode payload = decoded(parts[1]);
            byte[] hash = new Base64URL(payload.path("hash").asString("")).decode();
            boolean whole = header.path("typ").asString("").equals(TYPE)
                    && payload.path("iss").isString()
                    && payload.path("seq").isIntegralNumber()
                    && payload.path("count").isIntegralNumber()
                    && payload.path("iat").isIntegralNumber()
                    && hash.length == Link.BYTES;
            return whole
                    ? Optional.of(new Head(
                            payload.path("iss").stringValue(),
                            payload.path("seq").longValue(),
                            hash,
                            payload.path("count").longValue(),
                            Instant.ofEpochSecond(payload.path("iat").longValue()),
                            keep(payload.path("keep")),
                            jws,
                            header.path("kid").isString() ? header.path("kid").stringValue() : null))
                    : Optional.empty();
        } catch (MalformedJson | IllegalArgumentException | DateTimeException | ArithmeticException none) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> keep(JsonNode seconds) {
        return Optional.of(seconds)
                .filter(JsonNode::isIntegralNumber)
                .map(number ->
                        Duration.ofSeconds(Math.clamp(number.longValue(), 0, AuditSettings.LONGEST.toSeconds())));
    }

    private static JsonNode decoded(String part) {
        return Json.read(new String(new Base64URL(part).decode(), StandardCharsets.UTF_8));
    }
}
