package dev.gatehouse.domain.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No provider can have a name that stands for something else. */
class ProviderNamesTest {
    @Test
    void whatStandsUnderTheSameAddressIsReserved() {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.dev(on)) {
            List<String> taken = server.routes().all().stream()
                    .map(Route::pattern)
                    .map(Object::toString)
                    .filter(pattern -> pattern.startsWith("/auth/"))
                    .map(pattern -> pattern.split("/", -1)[2])
                    .filter(segment -> !segment.startsWith("{"))
                    .distinct()
                    .toList();
            assertThat(taken).contains("login", "sessions").allMatch(ProviderNames::reserved);
        }
    }

    @Test
    void whatTokensSayOfOtherWaysInIsReserved() {
        assertThat(List.of("local", "password", "oauth")).allMatch(ProviderNames::reserved);
        assertThat(Presets.ALL).noneMatch(preset -> ProviderNames.reserved(preset.name()));
    }
}
