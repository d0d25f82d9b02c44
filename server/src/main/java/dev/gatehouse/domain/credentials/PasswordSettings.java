package dev.gatehouse.domain.credentials;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How passwords are judged and hashed.
 *
 * @param policy what a new password must be
 * @param serviceName the name that people know this server by; no password may be made of it
 * @param forbiddenWords others that no password may be made of
 * @param argon2 what a new hash costs
 * @param memory bytes that all hashes together may use at one time; at least one hash's worth
 * @param queue how many hashes may wait for their turn, 1 to 100,000
 * @param longestWait how long one may wait before the client is told to come back, up to one minute
 */
public record PasswordSettings(
        PasswordPolicy policy,
        String serviceName,
        List<String> forbiddenWords,
        Argon2Parameters argon2,
        long memory,
        int queue,
        Duration longestWait) {
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

    /** The NIST policy, Argon2id at 64 MiB, 256 MiB in all, 256 waiting for up to ten seconds. */
    public static final PasswordSettings DEFAULT = new PasswordSettings(
            PasswordPolicy.NIST,
            "Gatehouse",
            List.of(),
            Argon2Parameters.DEFAULT,
            256L << 20,
            256,
            Duration.ofSeconds(10));

    private static final Setting<PasswordPolicy> POLICY = Setting.choice(
            "passwords.policy",
            PasswordPolicy.NIST,
            "What a new password must be: nist asks for 8 characters and refuses what is easily guessed, composition for 12"
                    + " with upper case, lower case, digit and special character.");
    private static final Setting<Argon2Parameters> ARGON2 = Setting.of(
            "passwords.argon2",
            Argon2Parameters::parse,
            "such as m=65536,t=3,p=1 with m from 7168 to 1048576 (KiB), t from 1 to 64, p from 1 to 16",
            Argon2Parameters.DEFAULT.toString(),
            "What hashing a new password with Argon2id costs. Older hashes are replaced at the next sign-in.");
    private static final Setting<Long> MEMORY = Setting.size(
            "passwords.memory",
            "256MiB",
            7_168L << 10,
            1L << 40,
            "Memory that all password hashes together may use at one time. Further sign-ins wait.");
    private static final Setting<Integer> QUEUE = Setting.integer(
            "passwords.queue",
            256,
            1,
            100_000,
            "How many sign-ins may wait for their hash; one more is told to come back.");
    private static final Setting<Duration> WAIT = Setting.duration(
            "passwords.wait",
            "10s",
            Duration.ofSeconds(1),
            MOST_PATIENCE,
            "How long a sign-in waits for its hash before it is told to come back.");
    private static final Setting<String> SERVICE_NAME = Setting.text(
            "passwords.service_name",
            "Gatehouse",
            "The name that people know this server by: no password may be made of it.");
    private static final Setting<List<String>> FORBIDDEN_WORDS = Setting.list(
            "passwords.forbidden_words",
            "",
            "Words of four letters or more that no password may be made of, such as names of products and teams.");

    /** What an operator may set. */
    public static final RoomSettings<PasswordSettings> SETTINGS = RoomSettings.of(
            "Passwords",
            List.of(POLICY, ARGON2, MEMORY, QUEUE, WAIT, SERVICE_NAME, FORBIDDEN_WORDS),
            values -> new PasswordSettings(
                    values.get(POLICY),
                    values.get(SERVICE_NAME),
                    values.get(FORBIDDEN_WORDS),
                    values.get(ARGON2),
                    values.get(MEMORY),
                    values.get(QUEUE),
                    values.get(WAIT)));

    /** @throws IllegalArgumentException with a sentence for the operator */
    public PasswordSettings {
        forbiddenWords = List.copyOf(forbiddenWords);
        if (memory < argon2.memory() * 1024L || memory > 1L << 40) {
            throw new IllegalArgumentException("passwords.memory must hold at least one hash of passwords.argon2, "
                    + argon2.memory() + " KiB, and be at most 1 TiB, not " + memory + " bytes");
        }
        if (queue < 1 || queue > 100_000) {
            throw new IllegalArgumentException("passwords.queue must be from 1 to 100000 long, not " + queue);
        }
        if (!longestWait.isPositive() || longestWait.compareTo(MOST_PATIENCE) > 0) {
            throw new IllegalArgumentException(
                    "passwords.wait must be longer than nothing and at most a minute, not " + longestWait);
        }
    }

    /** All words that everybody knows who knows this server. */
    List<String> words() {
        return Stream.concat(Stream.of(serviceName), forbiddenWords.stream()).toList();
    }
}
