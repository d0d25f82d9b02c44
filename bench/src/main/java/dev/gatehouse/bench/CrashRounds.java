package dev.gatehouse.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Kills the server under write load, round after round on the same data, and looks afterwards whether every answer still
 * holds. Each round starts three servers: one to be killed; one with a grace of a minute, on which the newest refresh token
 * of each chain must work even where the answer to its use was lost; and one without any grace, on which none that was
 * spent may.
 */
final class CrashRounds {
    private static final Map<String, String> CHEAPEST_HASHES = Map.of("passwords.argon2", "m=7168,t=5,p=1");
    private static final int CLIENTS = 8;
    private static final int FEWEST_ANSWERS = 40;

    /**
     * What a round came to.
     *
     * @param databaseToo whether the database's own processes were killed with the server
     * @param people sign-ups that were answered
     * @param changes password changes that were answered
     * @param rotations refreshes that were answered
     * @param broken what does not hold, in words; empty where all does
     */
    record Outcome(boolean databaseToo, int people, int changes, int rotations, List<String> broken) {
        Outcome {
            broken = List.copyOf(broken);
        }
    }

    private final Build build;
    private final Store store;
    private final RandomGenerator random;
    private final int mostAnswers;
    private final List<Person> earlier = new ArrayList<>();
    private int rounds;

    /** @param mostAnswers a kill comes after at least 40 answers, and at most about this many */
    CrashRounds(Build build, Store store, RandomGenerator random, int mostAnswers) {
        this.build = build;
        this.store = store;
        this.random = random;
        this.mostAnswers = mostAnswers;
    }

    /** @param databaseToo whether to kill PostgreSQL with the server; without effect on a file */
    Outcome next(boolean databaseToo) throws IOException, InterruptedException {
        rounds++;
        PostgresCluster cluster = databaseToo ? store.cluster() : null;
        int answers = random.nextInt(FEWEST_ANSWERS, mostAnswers + 1);
        List<Person> people;
        List<String> broken = new ArrayList<>();
        try (ServerProcess server = start("10s");
                WriteLoad load = WriteLoad.begin(server, "round-" + rounds, CLIENTS, answers)) {
            load.awaitAnswers();
            if (cluster != null) {
                cluster.kill();
            }
            server.kill();
            people = load.people();
            if (cluster == null) {
                broken.addAll(load.complaints());
            }
        }
        if (cluster != null) {
            cluster.restart();
        }
        int rotations =
                people.stream().mapToInt(person -> person.spentTokens().size()).sum();
        int changes = people.stream()
                .mapToInt(person -> person.formerPasswords().size())
                .sum();
        Aftermath aftermath = new Aftermath(broken);
        try (ServerProcess server = start("60s");
                Wire wire = new Wire(server.port())) {
            for (Person person : people) {
                aftermath.newestTokenWorks(wire, person);
                aftermath.passwordHolds(wire, person);
            }
            for (Person person : earlier) {
                aftermath.passwordHolds(wire, person);
            }
        }
        try (ServerProcess server = start("0s");
                Wire wire = new Wire(server.port())) {
            for (Person person : people) {
                aftermath.spentTokensStaySo(wire, person);
            }
        }
        people.stream().limit(3).forEach(earlier::add);
        return new Outcome(cluster != null, people.size(), changes, rotations, broken);
    }

    private ServerProcess start(String grace) throws IOException {
        Map<String, String> settings = new HashMap<>(Build.unlimited());
        settings.putAll(CHEAPEST_HASHES);
        settings.put("tokens.refresh.grace", grace);
        return ServerProcess.start(build, store, settings);
    }
}
