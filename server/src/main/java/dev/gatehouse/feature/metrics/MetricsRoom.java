package dev.gatehouse.feature.metrics;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: what the server measures of itself, in the form that Prometheus reads. */
public final class MetricsRoom {
    private static final String FORM = "text/plain; version=0.0.4; charset=utf-8";
    private static final String SCHEME = "Bearer ";

    private final Metrics metrics;
    private final MetricsSettings settings;

    public MetricsRoom(Metrics metrics, MetricsSettings settings) {
        this.metrics = metrics;
        this.settings = settings;
    }

    /** Adds this room's route, which checks its caller itself: the token is nobody's account. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/metrics", this::show);
    }

    private Response show(Request request) {
        if (!settings.open()) {
            Secret token = settings.token().orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
            if (!shown(request.header("authorization"), token)) {
                throw Problem.of(ErrorCode.INVALID_TOKEN).because("not the token for metrics");
            }
        }
        byte[] text = metrics.text().getBytes(StandardCharsets.UTF_8);
        return Response.bytes(200, FORM, text);
    }

    /** Compares hashes, so that the time tells neither the token nor its length. */
    private static boolean shown(@Nullable String authorization, Secret token) {
        String all = authorization == null ? "" : authorization;
        String given = all.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? all.substring(SCHEME.length()) : "";
        return MessageDigest.isEqual(Sha256.ofParts("metrics", given), Sha256.ofParts("metrics", token.reveal()));
    }
}
