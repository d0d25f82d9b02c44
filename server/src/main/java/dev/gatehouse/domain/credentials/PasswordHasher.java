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
    private static final int LEAST_BURNT = 64;

    private final Argon2Parameters cost;
    private final RandomGenerator random;

    /** Nanoseconds that a hash of the current cost lately took; 0 before the first. */
    private volatile double typical;

    PasswordHasher(Argon2Parameters cost, RandomGenerator random) {
        this.cost = cost;
        this.random = random;
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
     * Compares in the time of one hash of the current cost, whatever comes of it: where there is no stored hash, one is
     * made and thrown away; where an older one was cheaper, the difference is burnt.
     */
    PasswordOutcome verify(@Nullable StoredHash stored, String password) {
        byte[] normalized = bytes(PasswordPolicy.normalized(password));
        if (stored == null) {
            current(normalized);
            return new PasswordOutcome.Mismatch();
        }
        long start = System.nanoTime();
        if (isCurrent(stored)) {
            boolean right = stored.matches(normalized);
            learn(System.nanoTime() - start);
            return right ? new PasswordOutcome.Match(false) : new PasswordOutcome.Mismatch();
        }
        for (String form : formsBeforeImport(password)) {
            if (stored.matches(bytes(form))) {
                return new PasswordOutcome.Match(true);
            }
        }
        burnWhatIsLeft(normalized, System.nanoTime() - start);
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
        learn(System.nanoTime() - start);
        return hash;
    }

    /** Argon2's time grows with its memory, so a part of the time is a part of the memory. */
    private void burnWhatIsLeft(byte[] password, long spent) {
        if (typical == 0) {
            current(password);
            return;
        }
        int memory = (int) (cost.memory() * (1 - spent / typical));
        if (memory >= Math.max(LEAST_BURNT, 8 * cost.lanes())) {
            new Argon2Hash(
                            "argon2id",
                            0x13,
                            memory,
                            cost.passes(),
                            cost.lanes(),
                            new byte[SALT_BYTES],
                            new byte[TAG_BYTES])
                    .compute(password);
        }
    }

    private void learn(long nanos) {
        typical = typical == 0 ? nanos : typical + (nanos - typical) / 8;
    }

    private static byte[] bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }
}
