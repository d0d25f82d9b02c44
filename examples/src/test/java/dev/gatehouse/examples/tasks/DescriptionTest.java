package dev.gatehouse.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.guard.NotAuthenticated;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DescriptionTest {
    @Test
    void whatIsDescribedIsWhatIsServed() throws IOException {
        Routes routes = new Routes(request -> {
            throw new NotAuthenticated();
        });
        SampleApi sample = new SampleApi(
                () -> {
                    throw new IllegalStateException("nobody asks");
                },
                InstantSource.system());
        sample.addTo(routes);
        Set<String> served = new TreeSet<>();
        routes.all().forEach(route -> served.add(route.toString()));
        assertThat(described()).isEqualTo(served);
    }

    private static Set<String> described() throws IOException {
        Set<String> described = new TreeSet<>();
        for (var path : fragment().path("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                if (!method.equals("parameters")) {
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return described;
    }

    private static JsonNode fragment() throws IOException {
        try (InputStream file = SampleApi.class.getResourceAsStream("/openapi/tasks.json")) {
            return Json.read(Objects.requireNonNull(file).readAllBytes());
        }
    }
}
