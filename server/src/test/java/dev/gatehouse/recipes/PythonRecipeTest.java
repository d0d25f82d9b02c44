package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.util.Map;

class PythonRecipeTest {
    @OnEveryDatabase
    void aClientInPythonGoesEveryWay(TestDatabase on) throws Exception {
        String python = Programs.python();
        try (DevServer server = new DevServer(on)) {
            String printed = Programs.run(
                    Map.of("ADMIN_NAME", DevServer.ADMIN, "ADMIN_PASSWORD", DevServer.PASSWORD),
                    python,
                    Programs.RECIPES.resolve("python/client.py").toString(),
                    server.address());
            assertThat(printed.lines()).hasSize(7).allMatch(line -> line.startsWith("ok "));
        }
    }

    @OnEveryDatabase
    void aScriptLinksUsesAndUnlinksProviders(TestDatabase on) throws Exception {
        String python = Programs.python();
        try (DevServer server = new DevServer(on)) {
            String printed = Programs.run(
                    Map.of(),
                    python,
                    Programs.RECIPES.resolve("python/providers.py").toString(),
                    server.address());
            assertThat(printed.lines()).hasSize(8).allMatch(line -> line.startsWith("ok "));
        }
    }
}
