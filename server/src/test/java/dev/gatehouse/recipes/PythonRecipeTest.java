package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @OnEveryDatabase
    void aScriptComputesTheChainOfAnExportAgain(TestDatabase on) throws Exception {
        String python = Programs.python();
        String script = Programs.RECIPES.resolve("python/audit.py").toString();
        Path trail = Files.createTempFile("trail", ".jsonl");
        try (TestServer server = TestServer.on(on)) {
            server.person();
            server.restart();
            server.command("audit", "export", "--out", trail.toString());
            assertThat(Programs.run(Map.of(), python, script, trail.toString()))
                    .containsPattern("holds up to link [3-9]");

            Files.writeString(trail, Files.readString(trail).replaceFirst("\"address\":\"127", "\"address\":\"128"));
            assertThat(Programs.run(Map.of(), python, "-c", """
                    import subprocess, sys
                    done = subprocess.run([sys.executable, *sys.argv[1:]], capture_output=True, text=True)
                    print(done.returncode, done.stderr)
                    """, script, trail.toString()))
                    .startsWith("1 The chain does not hold at link ");
        } finally {
            Files.delete(trail);
        }
    }
}
