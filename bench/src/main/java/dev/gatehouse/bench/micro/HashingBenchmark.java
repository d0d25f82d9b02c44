package dev.gatehouse.bench.micro;

import dev.gatehouse.domain.credentials.Argon2Parameters;
import dev.gatehouse.domain.credentials.PasswordSettings;
import dev.gatehouse.domain.credentials.Passwords;
import java.security.SecureRandom;
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

/** One password hash, through the gate that bounds their memory: what a sign-in cannot be cheaper than. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class HashingBenchmark {
    /** What a hash costs. */
    @Param({"m=7168,t=5,p=1", "m=19456,t=2,p=1", "m=65536,t=3,p=1"})
    public String argon2;

    private Passwords passwords;

    /** Opens the gate. */
    @Setup
    public void open() {
        PasswordSettings usual = PasswordSettings.DEFAULT;
        passwords = new Passwords(
                new PasswordSettings(
                        usual.policy(),
                        usual.serviceName(),
                        usual.forbiddenWords(),
                        Argon2Parameters.parse(argon2),
                        usual.memory(),
                        usual.queue(),
                        usual.longestWait()),
                new SecureRandom());
    }

    /** Closes the gate. */
    @TearDown
    public void close() {
        passwords.close();
    }

    /** A new hash. */
    @Benchmark
    public String argon2id() {
        return passwords.hash("a long enough one 42");
    }
}
