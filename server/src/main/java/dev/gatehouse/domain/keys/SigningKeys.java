package dev.gatehouse.domain.keys;

import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.guard.KeySource;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.jose.SigningJwk;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Listener;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are signed with. A key is published before it signs and until the last token that it signed has
 * expired. All nodes share the keys of the database; nothing polls: what depends on time is decided when a key is used.
 */
public final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    /**
     * How often at most the use of a key makes this node read all keys again and ask whether one is due: so an
     * announcement that never came, and one by a command beside an embedded database, is noticed all the same.
     */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    /** What a retired key stays published beyond the longest token: a node's stale minute and two clocks' difference. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    /** How often at most an unknown kid, which anybody can send, makes this node read the database. */
    private static final Duration UNKNOWN_EVERY = Duration.ofSeconds(1);

    /**
     * What the room needs.
     *
     * @param longestToken the longest time between a signature and the token's expiry
     * @param background runs what a request should not wait for: an age rotation, a reading of the keys
     * @param succession what else to keep with a key that follows another because of its age, in the transaction that
     *     keeps it; gets the new key's id
     */
    public record Needs(
            Database database,
            KeySettings settings,
            Duration longestToken,
            CryptoProviders providers,
            InstantSource clock,
            Executor background,
            BiConsumer<Transaction, String> succession) {
        /** Keeps nothing else. */
        public Needs(
                Database database,
                KeySettings settings,
                Duration longestToken,
                CryptoProviders providers,
                InstantSource clock,
                Executor background) {
            this(database, settings, longestToken, providers, clock, background, (_, _) -> {});
        }
    }

    private final Database database;
    private final KeySettings settings;
    private final Duration afterwards;
    private final CryptoProviders providers;
    private final InstantSource clock;
    private final Executor background;
    private final BiConsumer<Transaction, String> succession;
    private final KeyVault vault;
    private final AtomicReference<Instant> nextLook;
    private final @Nullable Signer shared;
    private final KeySource verification;
    private final AtomicReference<Instant> nextUnknown;
    private volatile @Nullable KeyRing ring;

    private SigningKeys(Needs needs) {
        this.database = needs.database();
        this.settings = needs.settings();
        this.afterwards = needs.longestToken().plus(MARGIN);
        this.providers = needs.providers();
        this.clock = needs.clock();
        this.background = needs.background();
        this.succession = needs.succession();
        this.vault = KeyVault.forSigning(settings.master());
        this.shared = settings.algorithm() == Algorithm.HS256 && settings.secret() != null
                ? Signer.ofSecret(KeySettings.bytes(settings.secret()), providers)
                : null;
        Instant now = clock.instant();
        this.nextLook = new AtomicReference<>(now.plus(LOOK_EVERY));
        this.nextUnknown = new AtomicReference<>(now);
        this.verification = new OwnKeys(this::publishedKey, providers, shared == null ? null : settings.secret());
    }

    /**
     * Reads the keys, makes the first of the configured algorithm where there is none, and encrypts what lies open where
     * a master key is given.
     *
     * @throws KeysUnusable where the master key is missing or not the one that the keys were encrypted with
     */
    public static SigningKeys open(Needs needs) {
        SigningKeys keys = new SigningKeys(needs);
        needs.database().subscribe(KeyStore.CHANNEL, new Listener() {
            @Override
            public void heard(String kid) {
                keys.reload();
            }

            @Override
            public void resync() {
                keys.reload();
            }
        });
        keys.reload();
        keys.sealWhatIsOpen();
        if (keys.shared == null) {
            keys.signing(keys.settings.algorithm());
            keys.rotateWhereDue();
        }
        return keys;
    }

    /**
     * For a process that only visits, such as a command beside a running server: reads the keys when first asked for
     * one, and by itself makes, rotates and encrypts nothing. What it is asked for fails with {@link KeysUnusable} where
     * the keys cannot be read.
     */
    public static SigningKeys visiting(Needs needs) {
        SigningKeys keys = new SigningKeys(needs);
        keys.nextLook.set(Instant.MAX);
        return keys;
    }

    /** What signs tokens now, by the configured algorithm. */
    public Signer signer() {
        return signer(settings.algorithm());
    }

    /**
     * What signs by this algorithm now; the first call for one that has no key yet makes it.
     *
     * @throws IllegalArgumentException for HS256 where that is not the configured algorithm
     */
    public Signer signer(Algorithm algorithm) {
        if (algorithm == Algorithm.HS256) {
            if (shared == null) {
                throw new IllegalArgumentException("HS256 is not configured");
            }
            return shared;
        }
        lookAfterKeys();
        return signing(algorithm).signer();
    }

    /** The public keys as they are published now; none for a shared secret. */
    public PublishedKeys published() {
        return ring().json();
    }

    /**
     * The published keys for this server's own guard. A kid that is unknown makes this node read the keys again, at most
     * once a second: another node may have made it a moment ago.
     */
    public KeySource verification() {
        return verification;
    }

    /** The public half of a key that this server still has, be it published or not any more; null for any other kid. */
    public @Nullable JWK kept(String kid) {
        return ring().find(kid).map(entry -> entry.jwk().publicJwk()).orElse(null);
    }

    private @Nullable JWK publishedKey(String kid) {
        JWK known = ring().published(kid);
        if (known != null || ring().find(kid).isPresent()) {
            return known;
        }
        Instant due = nextUnknown.get();
        Instant now = clock.instant();
        if (now.isBefore(due) || !nextUnknown.compareAndSet(due, now.plus(UNKNOWN_EVERY))) {
            return null;
        }
        reload();
        return ring().published(kid);
    }

    /** Every key that is known, with its times, in the order in which they begin to sign. */
    public List<SigningKey> list() {
        return ring().entries().stream().map(KeyRing.Entry::key).toList();
    }

    /** What a key of {@link #list} is there for at this moment. */
    public SigningKey.State state(SigningKey key) {
        Instant now = clock.instant();
        if (!key.isPublished(now, afterwards)) {
            return SigningKey.State.OVER;
        }
        if (!key.maySign(now)) {
            return SigningKey.State.RETIRED;
        }
        return ring().signing(key.algorithm()).filter(e -> e.key().equals(key)).isPresent()
                ? SigningKey.State.SIGNS
                : SigningKey.State.WAITS;
    }

    /** Until when a key is published: the last token that it signed has expired; empty while it has no successor. */
    public Optional<Instant> publishedUntil(SigningKey key) {
        return Optional.ofNullable(key.publishedUntil(afterwards));
    }

    /** Whether tokens are signed with a shared secret, so that there is no key to publish or rotate. */
    public boolean sharesSecret() {
        return shared != null;
    }

    /**
     * Replaces the key of the configured algorithm. Where several call at once, one makes the successor and all return it.
     *
     * @param atOnce whether the new key signs from now on; else it is published first for the configured time. At once
     *     means that a resource server meets a key which its copy of the key set may lack until it asks again
     * @throws IllegalStateException for a shared secret, which is replaced in the configuration
     */
    public SigningKey rotate(boolean atOnce) {
        return rotate(atOnce, (_, _) -> {});
    }

    /**
     * The same.
     *
     * @param alongside what else to keep with the new key, in the transaction that keeps it; gets that key's id
     */
    public SigningKey rotate(boolean atOnce, BiConsumer<Transaction, String> alongside) {
        if (shared != null) {
            throw new IllegalStateException("A shared secret is rotated by changing tokens.secret.");
        }
        reload();
        return succeed(settings.algorithm(), atOnce, alongside);
    }

    private SigningKey succeed(Algorithm algorithm, boolean atOnce, BiConsumer<Transaction, String> alongside) {
        // There is none yet where the algorithm is new here: then the first signs until its successor does.
        SigningKey old =
                ring().newest(algorithm).orElseGet(() -> first(algorithm)).key();
        SigningJwk jwk = SigningJwk.generate(algorithm, settings.rsaBits());
        String stored = vault.seal(jwk);
        Instant now = clock.instant();
        Instant switchAt = atOnce ? now : now.plus(settings.publishAhead());
        boolean won = database.write(tx -> {
            KeyStore.forget(tx, now.minus(afterwards));
            boolean followed = KeyStore.retire(tx, old, switchAt) && KeyStore.add(tx, jwk, stored, now, switchAt);
            if (followed) {
                alongside.accept(tx, jwk.kid());
            }
            return followed;
        });
        if (won) {
            LOG.info("The {} key {} follows {} from {}", algorithm.label(), jwk.kid(), old.kid(), switchAt);
        }
        reload();
        return ring().newest(algorithm).orElseThrow().key();
    }

    private KeyRing.Entry signing(Algorithm algorithm) {
        return ring().signing(algorithm).orElseGet(() -> first(algorithm));
    }

    private KeyRing.Entry first(Algorithm algorithm) {
        SigningJwk jwk = SigningJwk.generate(algorithm, settings.rsaBits());
        String stored = vault.seal(jwk);
        Instant now = clock.instant();
        if (database.write(tx -> KeyStore.add(tx, jwk, stored, now, now))) {
            LOG.info("Made the first {} key, {}", algorithm.label(), jwk.kid());
        }
        reload();
        return ring().signing(algorithm).orElseThrow();
    }

    /** The age is the newest key's: one whose successor is known is not due. */
    private void rotateWhereDue() {
        Algorithm algorithm = settings.algorithm();
        ring().newest(algorithm)
                .filter(newest ->
                        !clock.instant().isBefore(newest.key().activeAt().plus(settings.rotateEvery())))
                .ifPresent(_ -> succeed(algorithm, false, succession));
    }

    private void lookAfterKeys() {
        Instant due = nextLook.get();
        Instant now = clock.instant();
        if (now.isBefore(due) || !nextLook.compareAndSet(due, now.plus(LOOK_EVERY))) {
            return;
        }
        background.execute(() -> {
            try {
                reload();
                rotateWhereDue();
            } catch (RuntimeException e) {
                LOG.warn("The signing keys could not be looked after; a later use tries again", e);
            }
        });
    }

    private KeyRing ring() {
        KeyRing known = ring;
        if (known == null) {
            return reload();
        }
        KeyRing now = known.at(clock.instant());
        if (now != known) {
            synchronized (this) {
                // A reading that came in between knows more.
                if (ring == known) {
                    ring = now;
                }
            }
        }
        return now;
    }

    /** Reads all keys; one at a time, so that an older answer never replaces a newer. */
    private synchronized KeyRing reload() {
        KeyRing before = ring;
        List<KeyRing.Entry> entries = new ArrayList<>();
        for (KeyStore.Stored stored : database.read(KeyStore::all)) {
            SigningKey key = stored.key();
            Optional<KeyRing.Entry> same = before == null ? Optional.empty() : before.find(key.kid());
            entries.add(same.map(known -> known.with(key)).orElseGet(() -> {
                SigningJwk jwk = vault.open(key.kid(), stored.jwk());
                return new KeyRing.Entry(key, jwk, Signer.of(jwk, providers));
            }));
        }
        KeyRing read = new KeyRing(entries, afterwards, clock.instant());
        ring = read;
        return read;
    }

    private void sealWhatIsOpen() {
        List<KeyStore.Stored> open = database.read(KeyStore::all).stream()
                .filter(stored -> vault.wantsSealing(stored.jwk()))
                .toList();
        if (!open.isEmpty()) {
            database.write(tx -> {
                for (KeyStore.Stored stored : open) {
                    SigningJwk jwk = vault.open(stored.key().kid(), stored.jwk());
                    KeyStore.reseal(tx, stored, vault.seal(jwk));
                }
                return open.size();
            });
            LOG.info("Encrypted {} signing keys with keys.master", open.size());
        }
    }
}
