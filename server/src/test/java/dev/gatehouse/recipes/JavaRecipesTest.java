package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class JavaRecipesTest {
    /** A recipe that runs in a JVM of its own, from its source, until it is closed. */
    private record Running(Process process, Api api) implements AutoCloseable {
        static Running start(String recipe, String issuer, Stream<String> libraries) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-Dslf4j.internal.verbosity=ERROR",
                            "--class-path",
                            libraries.collect(Collectors.joining(File.pathSeparator)),
                            Programs.RECIPES.resolve(recipe).toString(),
                            issuer,
                            "0")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader printed = process.inputReader(StandardCharsets.UTF_8);
            String line = Objects.requireNonNullElse(printed.readLine(), "nothing");
            if (!line.startsWith("listening on port ")) {
                process.destroyForcibly();
                throw new AssertionError(recipe + " printed " + line);
            }
            return new Running(process, Api.at(Integer.parseInt(line.substring("listening on port ".length()))));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void plainJavaIsGuarded() throws Exception {
        try (TestDatabase on = TestDatabases.sqlite();
                DevServer server = new DevServer(on);
                Running recipe = Running.start("java/GuardedApi.java", server.address(), guard())) {
            Reply hello = holdsWhatItGuards(server, recipe);
            assertThat(hello.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        }
    }

    @Test
    void servletsAreGuarded() throws Exception {
        try (TestDatabase on = TestDatabases.sqlite();
                DevServer server = new DevServer(on);
                Running recipe = Running.start(
                        "servlet/GuardedServlets.java", server.address(), Stream.concat(guard(), jetty()))) {
            holdsWhatItGuards(server, recipe);
            recipe.api().get("/reports").expectProblem(401, "not_authenticated");
            server.signUp("writer");
            recipe.api().bearer(server.signIn("writer")).post("/reports").expect(201);
            Reply refused = recipe.api().bearer(server.signIn(DevServer.GUEST)).post("/reports");
            refused.expectProblem(403, "insufficient_permissions");
            assertThat(refused.text("detail")).contains("write:reports");
        }
    }

    /** Answers what somebody who is signed in reads. */
    private static Reply holdsWhatItGuards(DevServer server, Running recipe) {
        Reply nobody = recipe.api().get("/hello").expect(401);
        assertThat(nobody.header("www-authenticate")).startsWith("Bearer");
        server.signUp("ada");
        String access = server.signIn("ada");
        Api ada = recipe.api().bearer(access);
        Reply hello = ada.get("/hello").expect(200);
        assertThat(hello.body()).startsWith("Hello, ").contains("delete_own");
        ada.get("/reports").expect(200);
        recipe.api().bearer(access + "x").get("/hello").expect(401);

        Api admin = server.api().bearer(server.signIn(DevServer.ADMIN));
        admin.patch("/users/" + server.signUp("bob"), Map.of("roles", List.of()))
                .expect(200);
        Api bob = recipe.api().bearer(server.signIn("bob"));
        bob.get("/hello").expect(200);
        Reply refused = bob.get("/reports").expect(403);
        assertThat(refused.body()).contains("read:reports");

        server.api().bearer(access).post("/auth/logout").expect(204);
        assertThat(isRefusedSoon(ada)).isTrue();
        return hello;
    }

    /** The feed has a second; this grants a busy machine more. */
    private static boolean isRefusedSoon(Api caller) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(10)) {
            if (caller.get("/hello").status() == 401) {
                return true;
            }
        }
        return false;
    }

    /** All that the library needs. */
    private static Stream<String> guard() {
        return Stream.of(Guard.class, JWSVerifier.class, NullMarked.class).map(JavaRecipesTest::home);
    }

    private static Stream<String> jetty() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> part.contains("jetty") || part.contains("jakarta.servlet") || part.contains("slf4j"));
    }

    private static String home(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
