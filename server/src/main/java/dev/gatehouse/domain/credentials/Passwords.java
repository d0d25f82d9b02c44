package dev.gatehouse.domain.credentials;

import dev.gatehouse.domain.credentials.Bounds.Unacceptable;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The room of passwords: judges new ones, hashes and compares them within bounds, and owns the table that keeps them. */
public final class Passwords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);

    private final PasswordSettings settings;
    private final Predicate<String> breached;
    private final EvenTime times = new EvenTime();
    private final PasswordHasher hasher;
    private final HashingGate gate;
    private final int memory;

    /** Looks nowhere for breached passwords. */
    public Passwords(PasswordSettings settings, RandomGenerator random) {
        this(settings, random, password -> false);
    }

    /**
     * @param random gives the salts; a {@link java.security.SecureRandom} outside of tests
     * @param breached whether a password is known from a breach; asked only where one is chosen
     */
    public Passwords(PasswordSettings settings, RandomGenerator random, Predicate<String> breached) {
        this.settings = settings;
        this.breached = breached;
        this.hasher = new PasswordHasher(settings.argon2(), random, times);
        this.memory = (int) (settings.memory() / 1024);
        int slots = Math.min(
                Runtime.getRuntime().availableProcessors(),
                memory / settings.argon2().memory());
        this.gate = new HashingGate(slots, memory, settings.queue(), settings.longestWait());
    }

    /** Loads the native library beside the start, so that the first sign-in does not wait for it. */
    public void prepare() {
        Thread.ofPlatform().daemon().name("hashing-prepare").start(Sodium::load);
    }

    /** How many hashes are being made or compared. */
    public int running() {
        return gate.running();
    }

    /**
     * Everything that is wrong with a new password, each in a sentence for the person; empty where nothing is. May ask
     * another host, so whoever comes here has been limited before.
     */
    public List<String> complaints(String password, PasswordOwner owner) {
        List<String> complaints = policyComplaints(password, owner);
        return complaints.isEmpty() && breached.test(PasswordPolicy.normalized(password))
                ? List.of(PasswordPolicy.BREACHED)
                : complaints;
    }

    /** What is wrong with a new password by the policy alone, which asks nobody else. */
    public List<String> policyComplaints(String password, PasswordOwner owner) {
        return settings.policy().complaints(password, owner, settings.words());
    }

    /**
     * Refuses a new password that is known from a breach; may ask another host.
     *
     * @throws dev.gatehouse.kernel.Problem {@code validation_failed} with the field {@code password}
     */
    public void refuseBreached(String password) {
        if (breached.test(PasswordPolicy.normalized(password))) {
            throw Problem.invalid("password", PasswordPolicy.BREACHED);
        }
    }

    /**
     * The hash to keep of a new password: a PHC string. Blocks until the hash is made.
     *
     * @throws Problem {@code validation_failed} for more than 4,096 characters, {@code busy} past the bounds
     */
    public String hash(String password) {
        refuseTooLong(password);
        return gate.run(newHashWeight(), () -> hasher.hash(password));
    }

    /**
     * Compares a password with a stored hash, or with none in the same time. Blocks until that is done.
     *
     * @param stored what is kept for the account; null where there is no account or it has no password
     * @throws Problem {@code validation_failed} for more than 4,096 characters, {@code busy} past the bounds
     */
    public PasswordOutcome verify(@Nullable String stored, String password) {
        refuseTooLong(password);
        StoredHash hash = stored == null ? null : readable(stored);
        long weight = newHashWeight();
        if (hash != null && !hasher.isCurrent(hash)) {
            weight = Math.max(weight, weight(hash.memory(), hash.onHeap()));
        }
        PasswordHasher.Compared compared = gate.run(weight, () -> hasher.verify(hash, password));
        if (compared.outcome() instanceof PasswordOutcome.Mismatch) {
            times.waitOut(compared.nanos());
        }
        return compared.outcome();
    }

    /** When the account's password was last set; empty where it has none. */
    public Optional<Instant> changedAt(Sql sql, UUID account) {
        return sql.one(
                "SELECT changed_at FROM passwords WHERE account_id = ?", row -> row.instant("changed_at"), account);
    }

    /** The hash that is kept for an account. */
    public Optional<String> find(Sql sql, UUID account) {
        return sql.one("""
                SELECT hash FROM passwords WHERE account_id = ?""", row -> row.text("hash"), account);
    }

    /**
     * Gives an account this password, whether it had one or not.
     *
     * @param hash one of {@link #hash}, or one of another system that this server can compare with
     * @throws IllegalArgumentException for a hash that it cannot or will not compute
     */
    public void set(Transaction transaction, UUID account, String hash, Instant now) {
        requireReadable(hash);
        transaction.update("""
                INSERT INTO passwords (account_id, hash, changed_at) VALUES (?, ?, ?)
                ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at""", account, hash, now);
    }

    /**
     * Gives a password to an account that has none.
     *
     * @param hash one of {@link #hash}
     * @return false where it has one
     */
    public boolean add(Transaction transaction, UUID account, String hash, Instant now) {
        requireReadable(hash);
        return transaction.update("""
                        INSERT INTO passwords (account_id, hash, changed_at) VALUES (?, ?, ?)
                        ON CONFLICT (account_id) DO NOTHING""", account, hash, now) == 1;
    }

    /** Takes an account's password away; false where it had none. */
    public boolean remove(Transaction transaction, UUID account) {
        return transaction.update("DELETE FROM passwords WHERE account_id = ?", account) == 1;
    }

    /**
     * Puts a newer hash of the same password in the place of an older one. Where the password has been changed in the
     * meantime, nothing happens.
     *
     * @return whether it was replaced
     */
    public boolean replace(Sql sql, UUID account, String old, String newer) {
        return sql.update("""
                        UPDATE passwords SET hash = ? WHERE account_id = ? AND hash = ?""", newer, account, old) == 1;
    }

    /** How many hashes wait for their turn now. */
    public int waiting() {
        return gate.waiting();
    }

    /** Takes no more work; what has been taken is finished. */
    @Override
    public void close() {
        gate.close();
    }

    /** A hash that this server cannot or will not compute matches nothing. */
    private static @Nullable StoredHash readable(String stored) {
        try {
            return StoredHash.parse(stored);
        } catch (Unacceptable e) {
            LOG.warn("A stored password hash is of no use: {}", e.getMessage());
            return null;
        }
    }

    private static void requireReadable(String hash) {
        try {
            StoredHash.parse(hash);
        } catch (Unacceptable e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private long newHashWeight() {
        return weight(
                settings.argon2().memory(),
                settings.argon2().lanes() > 1 || Sodium.load().isEmpty());
    }

    /** KiB of the memory bound; on a heap smaller than that bound each KiB counts for more, so that the heap holds. */
    private long weight(long kib, boolean onHeap) {
        long heap = Runtime.getRuntime().maxMemory() / 1024 / 2;
        return onHeap && heap < memory ? kib * memory / heap : kib;
    }

    private static void refuseTooLong(String password) {
        if (PasswordPolicy.isTooLong(password)) {
            throw Problem.invalid("password", PasswordPolicy.TOO_LONG);
        }
    }
}
