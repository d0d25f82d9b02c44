package dev.gatehouse.feature.health;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.Duration;

/** {@code /health/live} and {@code /health/ready}: for those who start, watch and stop servers. */
public final class HealthRoom {
    private static final Duration RETRY = Duration.ofSeconds(2);

    record Health(String status) {}

    /** Asks whatever the server cannot do without; throws where it is not there. */
    public interface Check {
        void run();
    }

    private final Check ready;

    public HealthRoom(Check ready) {
        this.ready = ready;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/health/live", request -> Response.json(new Health("up")));
        routes.open(Method.GET, "/health/ready", request -> ready());
    }

    private Response ready() {
        try {
            ready.run();
        } catch (RuntimeException unavailable) {
            throw Problem.retryLater(ErrorCode.BUSY, RETRY).because("not ready", unavailable);
        }
        return Response.json(new Health("ready"));
    }
}
