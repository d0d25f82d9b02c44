package dev.gatehouse.feature.keys;

import dev.gatehouse.domain.keys.PublishedKeys;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Prepared;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /oauth2/jwks}: the keys with which tokens are verified; prepared once for each change of the keys. */
public final class KeysRoom {
    private record Answer(PublishedKeys keys, Prepared prepared) {}

    private final Supplier<PublishedKeys> published;
    private volatile @Nullable Answer last;

    public KeysRoom(Supplier<PublishedKeys> published) {
        this.published = published;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/oauth2/jwks", this::keys);
    }

    private Response keys(Request request) {
        PublishedKeys now = published.get();
        Answer answer = last;
        if (answer == null || answer.keys() != now) {
            answer = new Answer(now, Prepared.of("application/jwk-set+json", now.json(), "public, max-age=300"));
            last = answer;
        }
        return answer.prepared().answer(request);
    }
}
