package dev.gatehouse.domain.tokens;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.RevocationCheck;
import dev.gatehouse.guard.RevocationList;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Listener;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Access tokens that stopped before their time. The database has the truth, every node a copy in memory that it asks at
 * each request. On the node that revokes, this is in force before {@link Database#write} returns; on the others as soon
 * as they hear of it. Entries go once every token that they speak of has expired.
 */
public final class Revocations implements RevocationCheck, AutoCloseable {
    private static final String CHANNEL = "revocations";

    /** Covers a token that a request in flight signs just after the revocation, and so expires after it. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** What an entry speaks of; the database has the name in lower case. */
    private enum Kind {
        SESSION,
        TOKEN,
        ACCOUNT
    }

    /** One row, and how nodes tell each other of it. */
    private record Revocation(Kind kind, String subject, Instant revokedAt, Instant expiresAt) {
        String announcement() {
            return kind + " " + revokedAt.toEpochMilli() + " " + expiresAt.toEpochMilli() + " " + subject;
        }

        static Revocation heard(String announcement) {
            String[] parts = announcement.split(" ", 4);
            return new Revocation(
                    Kind.valueOf(parts[0]),
                    parts[3],
                    Instant.ofEpochMilli(Long.parseLong(parts[1])),
                    Instant.ofEpochMilli(Long.parseLong(parts[2])));
        }

        RevocationList.Entry entry() {
            return switch (kind) {
                case SESSION -> new RevocationList.BySession(subject, expiresAt);
                case TOKEN -> new RevocationList.ByToken(subject, expiresAt);
                case ACCOUNT -> new RevocationList.ByAccount(subject, revokedAt, expiresAt);
            };
        }
    }

    /**
     * What the room needs.
     *
     * @param issuer the public URL, as in tokens
     * @param longestToken the longest life of any access token
     * @param signer gives what signs the feed at this moment
     */
    public record Needs(
            Database database, String issuer, Duration longestToken, Supplier<Signer> signer, InstantSource clock) {}

    private final Database database;
    private final Duration keep;
    private final InstantSource clock;
    private final RevocationList list = new RevocationList();
    private final ConcurrentMap<String, Revocation> accounts = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> nextForgetting;
    private final FeedDesk desk;

    private Revocations(Needs needs) {
        this.database = needs.database();
        this.keep = needs.longestToken().plus(MARGIN);
        this.clock = needs.clock();
        this.nextForgetting = new AtomicReference<>(clock.instant().plus(MARGIN));
        this.desk = new FeedDesk(list, needs.issuer(), needs.signer(), needs.clock());
    }

    /** Begins to listen, then reads what is revoked: so nothing falls between the two. */
    public static Revocations open(Needs needs) {
        Revocations revocations = new Revocations(needs);
        needs.database().subscribe(CHANNEL, new Listener() {
            @Override
            public void heard(String payload) {
                revocations.take(List.of(Revocation.heard(payload)));
            }

            @Override
            public void resync() {
                revocations.load();
            }
        });
        revocations.load();
        return revocations;
    }

    /** Lets expired rows leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("revocations", "kind, subject", "expires_at", Duration.ZERO);
    }

    /** From the commit on no access token of the session is good. */
    public void revokeSession(Transaction tx, UUID session) {
        revoke(tx, Kind.SESSION, session.toString());
    }

    /** From the commit on this access token is not good. */
    public void revokeToken(Transaction tx, String tokenId) {
        revoke(tx, Kind.TOKEN, tokenId);
    }

    /** From the commit on no access token that the account has had so far is good; those that it gets later are. */
    public void revokeAccount(Transaction tx, UUID account) {
        revoke(tx, Kind.ACCOUNT, account.toString());
    }

    @Override
    public boolean isRevoked(AuthContext caller) {
        return list.isRevoked(caller);
    }

    /**
     * The first whole second whose tokens of this account no revocation of the account covers: {@code iat} has whole
     * seconds, and the second of the revocation is covered to its end.
     */
    public Instant notBefore(UUID account) {
        Revocation revoked = accounts.get(account.toString());
        return revoked == null
                ? Instant.EPOCH
                : revoked.revokedAt().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }

    /** What is revoked now, signed; prepared once for each change, and anew before it gets old. */
    public RevocationFeed feed() {
        return desk.feed();
    }

    /**
     * Waits until the feed is another than the one with this tag, the time is over or the server closes, and answers the
     * feed as it is then.
     */
    public RevocationFeed awaitChange(String etag, Duration wait) throws InterruptedException {
        return desk.awaitChange(etag, wait);
    }

    /** Lets everybody go who waits for a change. */
    @Override
    public void close() {
        desk.close();
    }

    private void revoke(Transaction tx, Kind kind, String subject) {
        Instant now = clock.instant();
        Revocation revocation = new Revocation(kind, subject, now, now.plus(keep));
        tx.update("""
                INSERT INTO revocations (kind, subject, revoked_at, expires_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (kind, subject) DO UPDATE
                SET revoked_at = excluded.revoked_at, expires_at = excluded.expires_at
                WHERE revocations.revoked_at < excluded.revoked_at""", kind.name().toLowerCase(Locale.ROOT), subject, revocation.revokedAt(), revocation.expiresAt());
        tx.announce(CHANNEL, revocation.announcement());
    }

    private void load() {
        take(database.read(sql -> sql.list(
                "SELECT kind, subject, revoked_at, expires_at FROM revocations WHERE expires_at > ?",
                row -> new Revocation(
                        Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                        row.text("subject"),
                        row.instant("revoked_at"),
                        row.instant("expires_at")),
                clock.instant())));
    }

    private void take(List<Revocation> revocations) {
        boolean changed = false;
        for (Revocation revocation : revocations) {
            changed |= list.add(revocation.entry());
            if (revocation.kind() == Kind.ACCOUNT) {
                accounts.merge(
                        revocation.subject(),
                        revocation,
                        (known, heard) -> heard.revokedAt().isAfter(known.revokedAt()) ? heard : known);
            }
        }
        if (changed) {
            desk.changed();
        }
        forgetExpired();
    }

    /** Looks at every entry, so only once in a while. */
    private void forgetExpired() {
        Instant now = clock.instant();
        Instant due = nextForgetting.get();
        if (!now.isBefore(due) && nextForgetting.compareAndSet(due, now.plus(MARGIN))) {
            list.expire(now);
            accounts.values().removeIf(account -> !account.expiresAt().isAfter(now));
        }
    }
}
