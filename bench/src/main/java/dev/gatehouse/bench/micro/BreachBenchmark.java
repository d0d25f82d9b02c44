package dev.gatehouse.bench.micro;

import dev.gatehouse.domain.breaches.BreachFilter;
import dev.gatehouse.domain.breaches.FilterBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One look for a password in a filter of breached ones. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class BreachBenchmark {
    /** How many passwords are in it; the larger one is larger than the processor's caches. */
    @Param({"100000", "5000000"})
    public int count;

    private Path directory;
    private BreachFilter filter;
    private int number;

    /** Makes a list of random hashes and a filter of it. */
    @Setup
    public void build() throws IOException {
        directory = Files.createTempDirectory("breach-benchmark");
        Path list = directory.resolve("list");
        SplittableRandom random = new SplittableRandom(1);
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(list))) {
            for (int i = 0; i < count; i++) {
                out.printf("%016X%016X%08X:1\n", random.nextLong(), random.nextLong(), random.nextInt());
            }
        }
        filter = new FilterBuilder(sentence -> {}).build(list, directory.resolve("filter"), 1, 0.001);
    }

    /** Removes both. */
    @TearDown
    public void remove() throws IOException {
        Files.delete(directory.resolve("list"));
        Files.delete(directory.resolve("filter"));
        Files.delete(directory);
    }

    /** A password that is not in it, as most are not. */
    @Benchmark
    public boolean look() {
        return filter.mayContain("some password " + number++);
    }
}
