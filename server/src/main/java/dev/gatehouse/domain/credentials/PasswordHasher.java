package dev.gatehouse.domain.credentials;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Computes hashes, without any bound on how many at once: that is the {@link HashingGate}'s. */
final class PasswordHasher {
    private static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 32;

    /** @param nanos that the comparison took */
    record Compared(PasswordOutcome outcome, long nanos) {}

    private final Argon2Parameters cost;
    private final RandomGenerator random;

    private final EvenTime times;

    PasswordHasher(Argon2Parameters cost, RandomGenerator random, EvenTime times) {
        this.cost = cost;
        this.random = random;
        this.times = times;
    }

    /** A PHC string for a new password. */
    String hash(String password) {
        return current(bytes(PasswordPolicy.normalized(password))).encoded();
    }

    /** Whether new hashes are of the same kind and cost. */
    boolean isCurrent(StoredHash hash) {
        return hash instanceof Argon2Hash argon2 && argon2.isOf(cost, SALT_BYTES, TAG_BYTES);
    }

    /**
     * Compares. Where there is no stored hash one is made and thrown away; one of another kind or cost that does not match
     * is followed by one of the present cost. What is left to make these take the same time is {@link EvenTime}'s.
     */
    Compared verify(@Nullable StoredHash stored, String password) {
        byte[] normalized = bytes(PasswordPolicy.normalized(password));
        long start = System.nanoTime();
        PasswordOutcome outcome = stored != null && !isCurrent(stored)
                ? foreign(stored, password, normalized)
                : present(stored, normalized);
        return new Compared(outcome, System.nanoTime() - start);
    }

    private PasswordOutcome present(@Nullable StoredHash stored, byte[] password) {
        if (stored == null) {
            current(password);
            return new PasswordOutcome.Mismatch();
        }
        long start = System.nanoTime();
        boolean right = stored.matches(password);
        times.presentTook(System.nanoTime() - start);
        return right ? new PasswordOutcome.Match(false) : new PasswordOutcome.Mismatch();
    }

    private PasswordOutcome foreign(StoredHash stored, String password, byte[] normalized) {
        long start = System.nanoTime();
        for (String form : formsBeforeImport(password)) {
            if (stored.matches(bytes(form))) {
                return new PasswordOutcome.Match(true);
            }
        }
        times.foreignTook(System.nanoTime() - start);
        current(normalized);
        return new PasswordOutcome.Mismatch();
    }

    /** Where the hash comes from another system, that one may have taken the password as it was typed. */
    private static Set<String> formsBeforeImport(String password) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(PasswordPolicy.normalized(password));
        forms.add(password);
        return forms;
    }

    private Argon2Hash current(byte[] password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        long start = System.nanoTime();
        Argon2Hash hash = Argon2Hash.make(password, salt, cost, TAG_BYTES);
        times.presentTook(System.nanoTime() - start);
        return hash;
    }

    private static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }
}
