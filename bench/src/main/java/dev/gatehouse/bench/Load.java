package dev.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures builds of the server side by side: they take turns on the same machine in the same minute, because only
 * ratios mean anything where others use the processors too.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Measures one build of the server or several side by side, and prints medians.")
final class Load implements Callable<Integer> {
    @Option(
            names = "--build",
            paramLabel = "NAME=PATH",
            description = "An archive, or a file that holds a class path. May be repeated; without any, these classes.")
    private List<String> builds = new ArrayList<>();

    @Option(names = "--database", description = "sqlite or postgres (default: ${DEFAULT-VALUE}).")
    private Store.Kind database = Store.Kind.SQLITE;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description = "Only the scenarios whose name begins like this. May be repeated.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--rounds", description = "Turns of each build (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--seconds", description = "How long a turn lasts (default: ${DEFAULT-VALUE}).")
    private int seconds = 3;

    @Option(
            names = "--warm-up",
            description = "Seconds before the first turn of a scenario (default: ${DEFAULT-VALUE}).")
    private int warmUp = 5;

    /** A build that runs, and what it works on. */
    private record Running(Build build, Store store, ServerProcess server, Tenants tenants) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
            store.close();
        }
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Load())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Build> measured = new ArrayList<>();
        for (String build : builds) {
            measured.add(Build.parse(build));
        }
        if (measured.isEmpty()) {
            measured.add(Build.ofThisClasspath());
        }
        System.out.printf("%s, %d rounds of %d s, medians%n%n", database, rounds, seconds);
        System.out.println(Figures.HEADER);
        int failed = 0;
        for (List<Scenario> group : groups().values()) {
            failed += run(measured, group);
        }
        return failed == 0 ? 0 : 1;
    }

    /** Scenarios that want the same settings share their servers. */
    private Map<Map<String, String>, List<Scenario>> groups() {
        Map<Map<String, String>, List<Scenario>> groups = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.all()) {
            if (only.isEmpty() || only.stream().anyMatch(scenario.name()::startsWith)) {
                groups.computeIfAbsent(scenario.settings(), settings -> new ArrayList<>())
                        .add(scenario);
            }
        }
        return groups;
    }

    private int run(List<Build> measured, List<Scenario> group) throws IOException, InterruptedException {
        List<Running> running = new ArrayList<>();
        try {
            for (Build build : measured) {
                running.add(start(build, group));
            }
            int failed = 0;
            for (Scenario scenario : group) {
                failed += measure(scenario, running);
            }
            for (Running each : running) {
                System.out.printf(
                        "%-16s %-10s %d MiB resident after load%n",
                        "", each.build.name(), each.server.residentMebibytes());
            }
            return failed;
        } finally {
            running.forEach(Running::close);
        }
    }

    private Running start(Build build, List<Scenario> group) throws IOException {
        Store store = Store.make(database);
        try {
            Map<String, String> settings = new HashMap<>(Build.unlimited());
            settings.putAll(group.getFirst().settings());
            ServerProcess server = ServerProcess.start(build, store, settings);
            System.out.printf(
                    "%-16s %-10s ready after %d ms, %d MiB resident%n",
                    "", build.name(), server.startUp().toMillis(), server.residentMebibytes());
            int clients = group.stream().mapToInt(Scenario::connections).max().orElse(1);
            return new Running(build, store, server, Tenants.signUp(server, store, clients));
        } catch (IOException | RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    private int measure(Scenario scenario, List<Running> running) throws IOException, InterruptedException {
        Map<Running, List<Figures>> turns = new LinkedHashMap<>();
        for (Running each : running) {
            Drive.run(each.server, each.tenants, scenario, warmUp);
            turns.put(each, new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<Running, List<Figures>> each : turns.entrySet()) {
                Running turn = each.getKey();
                each.getValue().add(Drive.run(turn.server, turn.tenants, scenario, seconds));
            }
        }
        Figures first = null;
        int failed = 0;
        for (Map.Entry<Running, List<Figures>> each : turns.entrySet()) {
            Figures median = Figures.median(each.getValue());
            System.out.println(median.line(scenario.name(), each.getKey().build.name(), first));
            first = first == null ? median : first;
            failed += (int) Math.min(median.errors(), Integer.MAX_VALUE);
        }
        return failed;
    }
}
