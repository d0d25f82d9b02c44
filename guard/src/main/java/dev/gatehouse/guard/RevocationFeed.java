package dev.gatehouse.guard;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows an issuer's revocations over HTTP on one virtual thread. The document is a JWT of type
 * {@value RevocationList#TYPE}, signed with an issuer's key, with {@code iss}, {@code iat}, {@code exp} (after which it must
 * not be taken up) and the entries that {@link RevocationList} describes. It is asked for with {@code If-None-Match} and
 * {@code ?wait=SECONDS}: the issuer answers 200 as soon as the list differs and 304 when the time is over.
 *
 * <p>Entries are only ever added, until each one's own end, so neither a replayed list nor a lagging node brings a revoked
 * token back. When the last good answer is older than {@code maxStaleness}, every token is refused with
 * {@link GuardUnavailable}, or the last known list goes on where that was chosen.
 */
public final class RevocationFeed implements RevocationCheck, AutoCloseable {
    /**
     * Which feed, and what a lost connection means.
     *
     * @param issuer the exact {@code iss} of good lists
     * @param allowPlainHttp whether {@code http} is allowed to hosts other than this one
     * @param maxStaleness 10 s to 1 h
     * @param acceptWhenStale whether tokens that are not known to be revoked pass while the list is stale
     */
    public record Settings(
            URI uri, String issuer, boolean allowPlainHttp, Duration maxStaleness, boolean acceptWhenStale) {
        public Settings {
            if (maxStaleness.compareTo(Duration.ofSeconds(10)) < 0 || maxStaleness.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("Revocations may be stale for 10 s to 1 h");
            }
        }
    }

    private static final System.Logger LOG = System.getLogger(RevocationFeed.class.getName());
    private static final Set<String> CONTENT_TYPES = Set.of("application/jwt", "application/" + RevocationList.TYPE);
    private static final int LARGEST = 16 * 1024 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(3);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final long SHORTEST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 10_000;

    private final Settings settings;
    private final InstantSource clock;
    private final HttpFetch fetch;
    private final CompactJws jws;
    private final RevocationList list = new RevocationList();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final long startedAt = System.nanoTime();
    private volatile @Nullable Instant lastContact;
    private volatile boolean saidStale;
    private @Nullable String etag; // the following thread's own

    private RevocationFeed(Settings settings, KeySource keys, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.fetch = new HttpFetch(settings.uri(), settings.allowPlainHttp(), CONTENT_TYPES, LARGEST);
        this.jws = new CompactJws(TokenRules.ALL_ALGORITHMS, LARGEST, keys);
    }

    /** Begins to follow. The first tokens wait up to 3 s for the first list. */
    public static RevocationFeed follow(Settings settings, KeySource keys, InstantSource clock) {
        RevocationFeed feed = new RevocationFeed(settings, keys, clock);
        Thread.ofVirtual().name("gatehouse-guard-revocations").start(feed::run);
        return feed;
    }

    @Override
    public boolean isRevoked(AuthContext caller) {
        if (list.isRevoked(caller)) {
            return true;
        }
        if (isStale() && !settings.acceptWhenStale()) {
            throw new GuardUnavailable("the revocations at " + settings.uri() + " are out of touch", null);
        }
        return list.isRevoked(caller);
    }

    /** Whether the last good answer is older than allowed. */
    public boolean isStale() {
        if (lastContact == null) {
            awaitFirst();
        }
        Instant contact = lastContact;
        boolean stale = contact == null || clock.instant().isAfter(contact.plus(settings.maxStaleness()));
        if (stale && !saidStale) {
            saidStale = true;
            String then = settings.acceptWhenStale() ? "tokens pass unchecked" : "all tokens are refused";
            LOG.log(System.Logger.Level.ERROR, () -> "Revocations at " + settings.uri() + " are out of touch: " + then);
        }
        return stale;
    }

    @Override
    public void close() {
        closing.countDown();
        fetch.close();
    }

    private void awaitFirst() {
        long left = FIRST_PATIENCE.toNanos() - (System.nanoTime() - startedAt);
        try {
            if (left > 0 && !first.await(left, TimeUnit.NANOSECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "The first list of revocations is late");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        try {
            boolean open = true;
            while (open) {
                long pause;
                try {
                    pause = poll();
                    failures = 0;
                } catch (IOException | RuntimeException e) {
                    failures++;
                    pause = backOff(failures);
                    say(e);
                }
                open = !closing.await(pause, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(Exception e) {
        if (closing.getCount() > 0) {
            LOG.log(System.Logger.Level.WARNING, () -> "No revocations from " + settings.uri() + ": " + e.getMessage());
        }
    }

    /** One question and its answer; returns how many milliseconds to rest before the next. */
    private long poll() throws IOException, InterruptedException {
        String known = etag;
        long asked = System.nanoTime();
        HttpFetch.Answer answer;
        if (known == null) {
            answer = fetch.get("", Map.of(), PATIENCE);
        } else {
            Duration wait = settings.maxStaleness().dividedBy(2);
            wait = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
            answer = fetch.get("wait=" + wait.toSeconds(), Map.of("If-None-Match", known), wait.plus(PATIENCE));
        }
        boolean changed = answer.status() == 200;
        if (changed) {
            take(new String(answer.body(), StandardCharsets.UTF_8).strip());
            etag = answer.etag();
        } else if (known == null) {
            throw new IOException("304 to a question without a condition");
        }
        list.expire(clock.instant().minus(SKEW));
        lastContact = clock.instant();
        saidStale = false;
        first.countDown();
        // An issuer that does not hold the question would otherwise be asked without end.
        boolean held = changed || TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked) > 1000;
        return held && etag != null ? SHORTEST_PAUSE : 1000;
    }

    private void take(String document) {
        Claims claims =
                new Claims(jws.verify(document, Set.of(RevocationList.TYPE)).claims());
        Instant now = clock.instant();
        if (!claims.text("iss").equals(settings.issuer())) {
            throw new InvalidToken("the revocations are another issuer's");
        }
        if (claims.instant("iat").isAfter(now.plus(SKEW))) {
            throw new InvalidToken("the revocations are from the future");
        }
        if (!now.isBefore(claims.instant("exp").plus(SKEW))) {
            throw new InvalidToken("the revocations are out of date");
        }
        // All are read before any is taken up, so that a list counts whole or not at all.
        RevocationList.decode(claims.value(RevocationList.CLAIM)).forEach(list::add);
    }

    private static long backOff(int failures) {
        long most = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE << Math.min(failures, 7));
        return ThreadLocalRandom.current().nextLong(most / 2, most);
    }
}
