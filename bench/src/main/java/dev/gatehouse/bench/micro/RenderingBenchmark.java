package dev.gatehouse.bench.micro;

import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.UserView;
import dev.gatehouse.platform.http.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The answer to a sign-in, from records to bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
public class RenderingBenchmark {
    private final TokenDelivery.Tokens tokens = new TokenDelivery.Tokens(
            "e".repeat(900),
            "gr_" + "r".repeat(43),
            "Bearer",
            900,
            "Login successful",
            new UserView(
                    UUID.randomUUID(),
                    "ada",
                    "ada@example.org",
                    true,
                    "Ada Lovelace",
                    null,
                    List.of("user"),
                    Instant.now()),
            null,
            null);

    /** JSON and its headers. */
    @Benchmark
    public Response loginAnswer() {
        return Response.json(200, tokens);
    }
}
