package dev.gatehouse.domain.keys;

import dev.gatehouse.platform.jose.Algorithm;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a key is used, without the key.
 *
 * @param activeAt from when it signs; it is published before
 * @param retiredAt from when it signs no more, which may lie ahead; null while it has no successor
 */
public record SigningKey(
        String kid,
        Algorithm algorithm,
        Instant createdAt,
        Instant activeAt,
        @Nullable Instant retiredAt) {

    /** What a key is there for at one moment. */
    public enum State {
        /** Published, and signs once the one before it has retired. */
        WAITS,
        /** Signs the tokens of its algorithm. */
        SIGNS,
        /** Published for the tokens that it has signed. */
        RETIRED,
        /** No token of it is good any more; it goes with the next rotation. */
        OVER
    }

    /** Whether it may sign now: its successor has not taken over. */
    boolean maySign(Instant now) {
        return retiredAt == null || now.isBefore(retiredAt);
    }

    /** Until when it is published: the last token that it signed has expired; null without end. */
    @Nullable
    Instant publishedUntil(Duration afterwards) {
        return retiredAt == null ? null : retiredAt.plus(afterwards);
    }

    boolean isPublished(Instant now, Duration afterwards) {
        Instant end = publishedUntil(afterwards);
        return end == null || now.isBefore(end);
    }
}
