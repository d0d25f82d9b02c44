package dev.gatehouse.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Lets all clients of a scenario work for a while and takes the time. */
final class Drive {
    private static final int MOST_ERRORS = 1_000;

    /** What one client saw: nanoseconds of each good answer, and how many were not good. */
    private record Seen(long[] nanos, int count, int errors, String complaint) {}

    private Drive() {}

    static Figures run(ServerProcess server, Tenants tenants, Scenario scenario, int seconds)
            throws IOException, InterruptedException {
        List<Scenario.Step> steps = new ArrayList<>();
        for (int number = 0; number < scenario.connections(); number++) {
            steps.add(scenario.client().prepare(tenants, number));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(steps.size())) {
            Duration cpuBefore = server.cpu();
            long begun = System.nanoTime();
            long end = begun + Duration.ofSeconds(seconds).toNanos();
            List<Future<Seen>> clients = new ArrayList<>();
            for (Scenario.Step step : steps) {
                clients.add(threads.submit(() -> repeat(server, step, end)));
            }
            List<Seen> all = new ArrayList<>();
            for (Future<Seen> client : clients) {
                all.add(client.get());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            return figures(scenario, all, took, server.cpu().minus(cpuBefore));
        } catch (ExecutionException failure) {
            throw new IOException(scenario.name() + ": " + failure.getCause(), failure);
        }
    }

    private static Seen repeat(ServerProcess server, Scenario.Step step, long end) throws IOException {
        long[] nanos = new long[1 << 12];
        int count = 0;
        int errors = 0;
        String complaint = "";
        try (Wire wire = new Wire(server.port())) {
            for (long now = System.nanoTime(); now < end && errors < MOST_ERRORS; ) {
                long begun = now;
                try {
                    step.run(wire);
                    now = System.nanoTime();
                    if (count == nanos.length) {
                        nanos = Arrays.copyOf(nanos, count * 2);
                    }
                    nanos[count++] = now - begun;
                } catch (Answer.Unexpected unwanted) {
                    errors++;
                    complaint = String.valueOf(unwanted.getMessage());
                    now = System.nanoTime();
                }
            }
        }
        return new Seen(nanos, count, errors, complaint);
    }

    private static Figures figures(Scenario scenario, List<Seen> all, Duration took, Duration cpu) {
        int total = all.stream().mapToInt(Seen::count).sum();
        long[] nanos = new long[total];
        int at = 0;
        for (Seen seen : all) {
            System.arraycopy(seen.nanos(), 0, nanos, at, seen.count());
            at += seen.count();
        }
        Arrays.sort(nanos);
        int errors = all.stream().mapToInt(Seen::errors).sum();
        all.stream()
                .filter(seen -> !seen.complaint().isEmpty())
                .findFirst()
                .ifPresent(seen -> System.err.println(scenario.name() + ": " + seen.complaint()));
        return Figures.of(nanos, took, cpu, errors);
    }
}
