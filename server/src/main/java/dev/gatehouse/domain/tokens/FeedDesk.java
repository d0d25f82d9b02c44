package dev.gatehouse.domain.tokens;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.gatehouse.guard.RevocationList;
import dev.gatehouse.platform.jose.Signer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Signs the list of revocations for those who follow it, and lets them wait for a change. */
final class FeedDesk implements AutoCloseable {
    /** A follower takes up no list that is older. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    /** A list that has not changed is signed anew after this time, long before its end. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private record Prepared(RevocationFeed feed, long version, Instant freshUntil) {}

    private final RevocationList list;
    private final String issuer;
    private final Supplier<Signer> signer;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private volatile long version;
    private volatile @Nullable Prepared prepared;
    private boolean closed;

    FeedDesk(RevocationList list, String issuer, Supplier<Signer> signer, InstantSource clock) {
        this.list = list;
        this.issuer = issuer;
        this.signer = signer;
        this.clock = clock;
    }

    RevocationFeed feed() {
        Prepared known = prepared;
        if (known != null && known.version == version && clock.instant().isBefore(known.freshUntil)) {
            return known.feed;
        }
        lock.lock();
        try {
            Prepared other = prepared;
            if (other != null && other != known && other.version == version) {
                return other.feed;
            }
            Prepared made = prepare();
            prepared = made;
            return made.feed;
        } finally {
            lock.unlock();
        }
    }

    void changed() {
        lock.lock();
        try {
            version++;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    RevocationFeed awaitChange(String etag, Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lock();
        try {
            RevocationFeed now = feed();
            while (now.etag().equals(etag) && left > 0 && !closed) {
                left = change.awaitNanos(left);
                now = feed();
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Prepared prepare() {
        Instant now = clock.instant();
        list.expire(now);
        List<Map<String, Object>> entries = RevocationList.encode(list.entries());
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put(RevocationList.CLAIM, entries);
        String tag = tag(JSONObjectUtils.toJSONString(claims));
        claims.put("iss", issuer);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        byte[] json = JSONObjectUtils.toJSONString(claims).getBytes(StandardCharsets.UTF_8);
        String token = signer.get().sign(RevocationList.TYPE, json);
        return new Prepared(new RevocationFeed(token, tag), version, now.plus(FRESH));
    }

    /** Made of the entries alone, so that a follower may go from node to node. */
    private static String tag(String entries) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(entries.getBytes(StandardCharsets.UTF_8));
            return '"'
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hash)
                            .substring(0, 22)
                    + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
