package dev.gatehouse.platform.http;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the request target to the route. In the router's own package, which nobody outside sees into. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
public class RouterBenchmark {
    private static final int OTHERS = 60;

    private final Router router = router();

    private static Router router() {
        Routes routes = new Routes(request -> {
            throw new IllegalStateException("nobody calls");
        });
        List.of("/auth/login", "/users/{id}", "/auth/sessions/{id}")
                .forEach(pattern -> routes.open(Method.GET, pattern, request -> Response.noContent()));
        IntStream.range(0, OTHERS)
                .forEach(number -> routes.open(Method.GET, "/other/" + number, request -> Response.noContent()));
        return new Router(routes.all());
    }

    /** An address without names. */
    @Benchmark
    public Object exact() {
        return Objects.requireNonNull(router.find(RawPath.ofTarget("/auth/login")));
    }

    /** An address with a name in it. */
    @Benchmark
    public Object named() {
        return Objects.requireNonNull(
                router.find(RawPath.ofTarget("/auth/sessions/0198c0de-0000-7000-8000-000000000000")));
    }
}
