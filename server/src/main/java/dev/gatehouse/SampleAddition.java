package dev.gatehouse;

import dev.gatehouse.domain.keys.KeySettings;
import dev.gatehouse.examples.tasks.SampleApi;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.guard.GuardBuilder;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.jose.Algorithm;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The sample API beside its issuer, on one port. It has a guard of its own that reads the issuer's keys and revocations
 * over HTTP, as in a process of its own. That it also asks its neighbour what is revoked spares whoever tries it the
 * moment that a feed takes: a token is refused there too at the request after the sign-out.
 */
final class SampleAddition implements Addition {
    private final KeySettings keys;

    SampleAddition(Values settings) {
        this.keys = settings.room(KeySettings.SETTINGS);
    }

    @Override
    public Runnable addTo(Routes routes, Host host) {
        SampleApi sample = new SampleApi(() -> guard(host), host.clock());
        sample.addTo(routes);
        return sample::close;
    }

    @Override
    public List<String> descriptions() {
        return List.of("/openapi/tasks.json");
    }

    private Guard guard(Host host) {
        String address = host.address().get().toString();
        GuardBuilder guard = Guard.builder()
                .issuer(host.issuer())
                .audience(host.issuer())
                .allowPlainHttp()
                .followRevocations(URI.create(address + "/oauth2/revocations"))
                .revocations(host.revocations())
                .clock(host.clock());
        if (keys.algorithm() == Algorithm.HS256) {
            String secret = Objects.requireNonNull(keys.secret()).reveal();
            return guard.sharedSecret(secret.getBytes(StandardCharsets.UTF_8)).build();
        }
        return guard.jwks(URI.create(address + "/oauth2/jwks")).build();
    }
}
