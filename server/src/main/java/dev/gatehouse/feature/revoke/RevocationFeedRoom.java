package dev.gatehouse.feature.revoke;

import dev.gatehouse.domain.tokens.RevocationFeed;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Prepared;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * {@code GET /oauth2/revocations}: what is revoked and has not expired, signed. A resource server that has the newest
 * list already waits here, for {@code wait} seconds at most, until there is a newer one.
 */
public final class RevocationFeedRoom {
    private static final int LONGEST_WAIT = 30;
    /** Nobody has to sign in to wait here: one client must not take the places of all. */
    private static final int MOST_WAITING_OF_A_CLIENT = 250;

    private final Revocations revocations;
    private final ConcurrentMap<String, Integer> waiting = new ConcurrentHashMap<>();

    public RevocationFeedRoom(Revocations revocations) {
        this.revocations = revocations;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.waiting().open(Method.GET, "/oauth2/revocations", this::feed);
    }

    private Response feed(Request request) throws InterruptedException {
        Fields query = request.query();
        long wait = query.number("wait", 0, LONGEST_WAIT, 0);
        query.check();
        String known = request.header("if-none-match");
        RevocationFeed feed = known == null || wait == 0
                ? revocations.feed()
                : newer(
                        strong(known),
                        Duration.ofSeconds(wait),
                        request.address().limitKey());
        Response full = Response.bytes(
                        200, "application/revocations+jwt", feed.token().getBytes(StandardCharsets.US_ASCII))
                .withHeader("cache-control", "no-cache");
        return Prepared.of(full, feed.etag()).answer(request);
    }

    /** Waits for a newer list, unless too many of this client's requests wait: then it gets what there is, at once. */
    private RevocationFeed newer(String known, Duration wait, String client) throws InterruptedException {
        int places = waiting.merge(client, 1, Integer::sum);
        try {
            return places > MOST_WAITING_OF_A_CLIENT ? revocations.feed() : revocations.awaitChange(known, wait);
        } finally {
            waiting.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** A proxy that compresses makes tags weak (RFC 9110, section 8.8.3.3): the list behind one is the same. */
    private static String strong(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }
}
