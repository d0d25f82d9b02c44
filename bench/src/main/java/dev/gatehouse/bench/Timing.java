package dev.gatehouse.bench;

import dev.gatehouse.platform.sql.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says whether anybody could tell by the time of an answer, or by the answer, who has an account. */
@Command(
        name = "timing",
        mixinStandardHelpOptions = true,
        description = "Compares the times of answers for accounts that there are and for names that nobody has.")
final class Timing implements Callable<Integer> {
    /** Together over all cases and both tests, chance alone fails fewer than one run in a hundred. */
    private static final double LEVEL = 0.001;

    private static final int PEOPLE = 100;
    /** For so many tries codes are asked for anew: two for each, of the five that a code lasts. */
    private static final int TRIES_OF_CODES = 2 * PEOPLE;

    private static final double[] QUANTILES = {0.1, 0.25, 0.5, 0.75, 0.9};
    private static final String PASSWORD = "seven brown otters 42";
    /** Cheap, so that what else differs is not lost in the noise of the hash. */
    private static final Map<String, String> LIGHT = Map.of("passwords.argon2", "m=7168,t=5,p=1");

    private static final Map<String, String> MAIL =
            Map.of("mail.smtp.host", "127.0.0.1", "mail.smtp.port", "9", "mail.from", "gatehouse@example.org");

    /**
     * Something that is asked for many names.
     *
     * @param setting that it needs beside the usual ones, {@code name=value}; null where it needs none
     * @param first where a code is asked for before, whose token is sent along; null where none is
     * @param path where it is asked; a build that has nothing there is not measured
     */
    private record Case(
            String name, @Nullable String setting, @Nullable String first, String path, int status, Body body) {
        byte[] request(String who, Map<String, String> tokens) {
            return Wire.postJson(path, null, body.of(who, tokens.getOrDefault(who, "none")));
        }
    }

    /** What is sent for a name, with the token that was asked for. */
    private interface Body {
        String of(String who, String token);
    }

    private static final List<Case> CASES = List.of(
            new Case(
                    "sign-in by name",
                    null,
                    null,
                    "/auth/login",
                    401,
                    (who, token) -> Asking.credentials(who, "not the right one")),
            new Case(
                    "sign-in by address",
                    null,
                    null,
                    "/auth/login",
                    401,
                    (who, token) -> Asking.credentials(address(who), "not the right one")),
            new Case(
                    "sign-up",
                    "signup.verify_email=required",
                    null,
                    "/auth/signup",
                    202,
                    (who, token) -> "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(address(who), PASSWORD)),
            new Case("recovery", null, null, "/auth/forgot-password", 202, (who, token) -> email(who)),
            new Case(
                    "code by mail",
                    "signin.email_code=on",
                    "/auth/email-code",
                    "/auth/email-code/sign-in",
                    401,
                    (who, token) -> "{\"code_token\":\"%s\",\"code\":\"000000\"}".formatted(token)));

    @Option(names = "--tries", description = "For known and for unknown names each (default: ${DEFAULT-VALUE}).")
    private int tries = 2_000;

    @Option(names = "--warm-up", description = "Tries of each before that (default: ${DEFAULT-VALUE}).")
    private int warmUp = 300;

    @Option(names = "--database", description = "sqlite or postgres (default: ${DEFAULT-VALUE}).")
    private Store.Kind database = Store.Kind.SQLITE;

    @Option(names = "--only", paramLabel = "NAME", description = "Only the cases whose name begins like this.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Any setting of the server. May be repeated.")
    private Map<String, String> set = new HashMap<>();

    @Option(names = "--build", paramLabel = "NAME=PATH", description = "An archive instead of these classes.")
    private @Nullable String build;

    @Option(names = "--seed", description = "Decides the order of tries.")
    private long seed = System.nanoTime();

    /** Runs the command and ends the process with its exit code: 0 where nothing could be told apart. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Timing())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Build measured = build == null ? Build.ofThisClasspath() : Build.parse(build);
        Set<String> settings = settingNames(measured);
        System.out.printf("%s, %d tries each, seed %d%n", database, tries, seed);
        int told = 0;
        for (Case each : CASES) {
            if (only.isEmpty() || only.stream().anyMatch(each.name::startsWith)) {
                told += measure(measured, each, settings) ? 1 : 0;
            }
        }
        System.out.println(told == 0 ? "\nNothing tells who has an account." : "\nTold apart: " + told);
        return told == 0 ? 0 : 1;
    }

    /** Accounts are made as always; what is measured may run under other settings, after a restart. */
    private boolean measure(Build measured, Case each, Set<String> settings) throws IOException {
        String own = each.setting;
        if (own != null && !settings.contains(own.substring(0, own.indexOf('=')))) {
            System.out.printf("%n%s: not in this build%n", each.name);
            return false;
        }
        Map<String, String> usual = new HashMap<>(LIGHT);
        settings.stream().filter(name -> name.startsWith("limits.")).forEach(name -> usual.put(name, "off"));
        usual.put("attempts.free", "1000000");
        // Letters wait in the outbox: nobody listens there, and nobody who asks waits for them.
        MAIL.forEach((name, value) -> {
            if (settings.contains(name)) {
                usual.put(name, value);
            }
        });
        usual.putAll(set);
        try (Store store = Store.make(database)) {
            try (ServerProcess server = ServerProcess.start(measured, store, usual);
                    Wire wire = new Wire(server.port())) {
                for (int i = 0; i < PEOPLE; i++) {
                    wire.send(signUp(name(true, i))).expect(201);
                }
                verifyAll(store);
            }
            if (own != null) {
                usual.put(own.substring(0, own.indexOf('=')), own.substring(own.indexOf('=') + 1));
            }
            try (ServerProcess server = ServerProcess.start(measured, store, usual);
                    Wire wire = new Wire(server.port())) {
                int status = wire.send(each.request(name(true, 0), Map.of())).status();
                if (status == 404 || status == 405) {
                    System.out.printf("%n%s: not in this build%n", each.name);
                    return false;
                }
                return toldApart(each, wire);
            }
        }
    }

    /** An address that nobody has proved is nobody's yet, and an account with one is no account to be told of. */
    private static void verifyAll(Store store) {
        try (Database database = Database.open(store.visiting())) {
            database.write(transaction -> transaction.update("UPDATE accounts SET email_verified = ?", true));
        }
    }

    private boolean toldApart(Case each, Wire wire) throws IOException {
        double[] known = new double[tries];
        double[] unknown = new double[tries];
        Set<String> answers = new HashSet<>();
        Map<String, String> tokens = new HashMap<>();
        Random random = new Random(seed);
        for (int i = -warmUp; i < tries; i++) {
            if (each.first != null && (i + warmUp) % TRIES_OF_CODES == 0) {
                askForCodes(each.first, wire, tokens);
            }
            int person = random.nextInt(PEOPLE);
            // Two of a kind meet the same state of the machine; which comes first is decided by lot.
            boolean first = random.nextBoolean();
            for (boolean of : new boolean[] {first, !first}) {
                byte[] request = each.request(name(of, person), tokens);
                long begun = System.nanoTime();
                Answer answer = wire.send(request);
                long took = System.nanoTime() - begun;
                answers.add(new String(answer.expect(each.status).body(), StandardCharsets.UTF_8));
                if (i >= 0) {
                    (of ? known : unknown)[i] = took / 1e3;
                }
            }
        }
        return report(each.name, Compared.of(known, unknown), known, unknown, answers);
    }

    /** And waits until those who are somebody have theirs: letters are made within a second by lot. */
    private static void askForCodes(String path, Wire wire, Map<String, String> tokens) throws IOException {
        for (int i = 0; i < PEOPLE; i++) {
            for (boolean known : new boolean[] {true, false}) {
                String who = name(known, i);
                Answer answer = wire.send(Wire.postJson(path, null, email(who)));
                tokens.put(who, answer.expect(202).text("code_token"));
            }
        }
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
    }

    private boolean report(String name, Compared compared, double[] known, double[] unknown, Set<String> answers) {
        System.out.printf(
                Locale.ROOT,
                "%n%s%n  order %.4f (0.5 is none), by chance %.3f; distance %.4f, by chance %.3f%n",
                name,
                compared.order(),
                compared.orderChance(),
                compared.distance(),
                compared.distanceChance());
        for (double quantile : QUANTILES) {
            Compared.Shift shift = Compared.shift(known, unknown, quantile, new Random(seed));
            double[] sorted = unknown.clone();
            Arrays.sort(sorted);
            System.out.printf(
                    Locale.ROOT,
                    "  p%-3.0f unknown %9.1f µs, known %+8.1f µs (99 of 100: %+.1f to %+.1f)%n",
                    quantile * 100,
                    Compared.quantile(sorted, quantile),
                    shift.difference(),
                    shift.low(),
                    shift.high());
        }
        boolean told = compared.toldApart(LEVEL);
        System.out.println(told ? "  TOLD APART by time" : "  not told apart by time");
        if (answers.size() > 1) {
            System.out.println("  TOLD APART by " + answers.size() + " different answers, such as "
                    + answers.iterator().next());
        }
        return told || answers.size() > 1;
    }

    private static byte[] signUp(String who) {
        return Wire.postJson(
                "/auth/signup",
                null,
                "{\"username\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}".formatted(who, address(who), PASSWORD));
    }

    /** Of one length, and of letters that nothing sorts apart. */
    private static String name(boolean known, int number) {
        int mixed = (number * 2 + (known ? 1 : 0)) * 7_919 % 99_991;
        return "person%05d".formatted(mixed);
    }

    private static String email(String who) {
        return "{\"email\":\"%s\"}".formatted(address(who));
    }

    private static String address(String who) {
        return who + "@example.org";
    }

    /** What the build can be set to, so that one program measures builds of all ages. */
    private static Set<String> settingNames(Build measured) throws IOException {
        List<String> command = new ArrayList<>(measured.command());
        command.add("settings");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<String> names = new HashSet<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(line -> names.add(line.split("\\s", 2)[0]));
        }
        return names;
    }
}
