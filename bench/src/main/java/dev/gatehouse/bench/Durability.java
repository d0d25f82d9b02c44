package dev.gatehouse.bench;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills the server under write load many times and says whether every answer outlived it. */
@Command(
        name = "kill9",
        mixinStandardHelpOptions = true,
        description = "Kills the server (kill -9) under write load, starts it again, and checks every answer.")
final class Durability implements Callable<Integer> {
    private static final int MOST_ANSWERS = 900;

    @Option(names = "--rounds", description = "How often (default: ${DEFAULT-VALUE}).")
    private int rounds = 20;

    @Option(names = "--database", required = true, description = "sqlite or postgres.")
    private Store.Kind database = Store.Kind.SQLITE;

    @Option(names = "--seed", description = "Decides the moments of the kills.")
    private long seed = System.nanoTime();

    @Option(names = "--build", paramLabel = "NAME=PATH", description = "An archive instead of these classes.")
    private @Nullable String build;

    /** Runs the command and ends the process with its exit code: 0 where every answer held. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Durability())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int broken = 0;
        System.out.printf("%s, seed %d%n%n", database, seed);
        System.out.printf(
                "%5s %-22s %9s %9s %10s %7s%n", "round", "killed", "sign-ups", "changes", "rotations", "broken");
        try (Store store = Store.make(database)) {
            Build killed = build == null ? Build.ofThisClasspath() : Build.parse(build);
            CrashRounds crashes = new CrashRounds(killed, store, new Random(seed), MOST_ANSWERS);
            for (int round = 1; round <= rounds; round++) {
                // On PostgreSQL every second crash takes the database with it.
                CrashRounds.Outcome outcome = crashes.next(round % 2 == 0);
                System.out.printf(
                        "%5d %-22s %9d %9d %10d %7d%n",
                        round,
                        outcome.databaseToo() ? "server and PostgreSQL" : "server",
                        outcome.people(),
                        outcome.changes(),
                        outcome.rotations(),
                        outcome.broken().size());
                outcome.broken().forEach(each -> System.out.println("      " + each));
                broken += outcome.broken().size();
            }
        }
        System.out.println(broken == 0 ? "\nEvery answer held." : "\n" + broken + " answers did not hold.");
        return broken == 0 ? 0 : 1;
    }
}
