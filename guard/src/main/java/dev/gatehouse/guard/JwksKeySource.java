package dev.gatehouse.guard;

import java.io.IOException;
import java.net.URI;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an issuer publishes (RFC 7517 section 5), kept in memory. They are fetched at the first question, again in
 * the background once they are of some age, and at once where a token names an unknown key; many that ask at the same time
 * cause one fetch, and attempts are never closer than the cooldown. While the issuer is down, the last keys go on for a
 * bounded time; after that nothing is trusted.
 */
public final class JwksKeySource implements KeySource {
    /**
     * Where the keys are, and how old they may get.
     *
     * @param allowPlainHttp whether {@code http} is allowed to hosts other than this one
     * @param refreshAfter when keys are fetched anew in the background: at least 1 s
     * @param trustFor how long keys are trusted that could not be fetched anew: at least {@code refreshAfter}
     * @param cooldown the shortest time between two attempts: at least 100 ms
     */
    public record Settings(
            URI uri, boolean allowPlainHttp, Duration refreshAfter, Duration trustFor, Duration cooldown) {
        public Settings {
            if (refreshAfter.compareTo(Duration.ofSeconds(1)) < 0
                    || trustFor.compareTo(refreshAfter) < 0
                    || cooldown.compareTo(Duration.ofMillis(100)) < 0) {
                throw new IllegalArgumentException("Keys are refreshed after 1 s or more, trusted no shorter than that,"
                        + " and fetched no more often than every 100 ms");
            }
        }

        /** Refreshed every 5 minutes, trusted for an hour without the issuer, fetched at most every 5 seconds. */
        public static Settings of(URI uri) {
            return new Settings(uri, false, Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(5));
        }

        Settings withPlainHttp(boolean allowed) {
            return new Settings(uri, allowed, refreshAfter, trustFor, cooldown);
        }
    }

    private record Fetched(KeySet keys, Instant at) {}

    private static final System.Logger LOG = System.getLogger(JwksKeySource.class.getName());
    private static final Set<String> TYPES = Set.of("application/json", "application/jwk-set+json");
    private static final long LARGEST = 128 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;
    private final @Nullable Provider provider;
    private final InstantSource clock;
    private final HttpFetch fetch;
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicBoolean inBackground = new AtomicBoolean();
    private volatile @Nullable Fetched fetched;
    private volatile @Nullable Instant lastAttempt;

    /** @param provider what computes; null for the JDK's own */
    public JwksKeySource(Settings settings, @Nullable Provider provider, InstantSource clock) {
        this.settings = settings;
        this.provider = provider;
        this.clock = clock;
        this.fetch = new HttpFetch(settings.uri(), settings.allowPlainHttp(), TYPES, LARGEST);
    }

    @Override
    public @Nullable VerificationKey find(@Nullable String kid, String algorithm) {
        VerificationKey key = usable().find(kid, algorithm);
        if (key == null) {
            refresh();
            key = usable().find(kid, algorithm);
        }
        return key;
    }

    @Override
    public boolean trusts(VerificationKey key) {
        return usable().holds(key);
    }

    @Override
    public void close() {
        fetch.close();
    }

    /** Keys that are young enough to be trusted, fetched now if need be. */
    private KeySet usable() {
        Fetched current = fetched;
        if (current == null || olderThan(current, settings.trustFor())) {
            refresh();
            current = fetched;
            if (current == null || olderThan(current, settings.trustFor())) {
                throw new GuardUnavailable("the issuer's keys at " + settings.uri() + " are out of reach", null);
            }
        } else if (olderThan(current, settings.refreshAfter())) {
            refreshInBackground();
        }
        return current.keys();
    }

    private boolean olderThan(Fetched some, Duration age) {
        return clock.instant().isAfter(some.at().plus(age));
    }

    private boolean cooling() {
        Instant last = lastAttempt;
        Instant now = clock.instant();
        // A last attempt in the future means that the clock was set back: that must not stop us.
        return last != null && !last.isAfter(now) && now.isBefore(last.plus(settings.cooldown()));
    }

    /** One fetch for all that wait here: whoever enters after it finds the cooldown running and takes its result. */
    private void refresh() {
        if (cooling() && !fetching.isLocked()) {
            return;
        }
        fetching.lock();
        try {
            if (!cooling()) {
                attempt();
            }
        } finally {
            fetching.unlock();
        }
    }

    private void refreshInBackground() {
        if (!cooling() && inBackground.compareAndSet(false, true)) {
            Thread.ofVirtual().name("gatehouse-guard-keys").start(() -> {
                try {
                    refresh();
                } finally {
                    inBackground.set(false);
                }
            });
        }
    }

    private void attempt() {
        Fetched earlier = fetched;
        try {
            byte[] body = fetch.get("", Map.of(), PATIENCE).body();
            KeySet known = earlier == null ? KeySet.EMPTY : earlier.keys();
            fetched = new Fetched(KeySet.of(KeySet.parse(body), provider, known), clock.instant());
            lastAttempt = clock.instant();
        } catch (IOException | IllegalArgumentException e) {
            // The cooldown runs from the end of an attempt, so that those who waited for it do not each wait for their
            // own.
            lastAttempt = clock.instant();
            LOG.log(System.Logger.Level.WARNING, () -> "No keys from " + settings.uri() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            // Whoever asked went away; that says nothing about the issuer, so the next may try at once.
            Thread.currentThread().interrupt();
        }
    }
}
