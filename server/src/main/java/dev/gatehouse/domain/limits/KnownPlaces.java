package dev.gatehouse.domain.limits;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where accounts have been signed in to lately, by browser and by address: what strangers use up of an account's tries is
 * not taken from whoever comes from there. Kept as hashes, beside the series of wrong tries, and forgotten when the account
 * is recovered.
 */
public final class KnownPlaces {
    /** For how long a place is known after a sign-in from there. */
    private static final Duration KNOWN = Duration.ofDays(90);
    /** How exactly that is kept: usual sign-ins change nothing. */
    private static final Duration GRAIN = Duration.ofDays(1);
    /** How many places that are known may together try as often as one: each was signed in from, by whoever that was. */
    private static final int PLACES = 4;

    private final InstantSource clock;

    /** Sees in the trail where people sign in from. */
    KnownPlaces(AuditTrail audit, InstantSource clock) {
        this.clock = clock;
        audit.watch((transaction, recorded) -> seen(transaction, recorded.event(), recorded.origin()));
    }

    /** Which of the places where this account has been signed in to an act comes from; empty where from none. */
    public Optional<String> find(Sql sql, UUID account, Origin from) {
        return find(sql, account.toString(), from);
    }

    /** A limit of an account as all strangers reach it together and every known place alone. */
    public List<Attempt> apart(Sql sql, UUID account, Origin from, Attempt limit) {
        return apart(Optional.of(limit), find(sql, account, from));
    }

    /** Forgets where an account has been signed in to; to be called while its row is held. */
    public void forgetAll(Transaction transaction, UUID account) {
        transaction.update("DELETE FROM backoffs WHERE account_id = ?", account);
    }

    /**
     * The browser before the address, which others may share.
     *
     * @param known an account's id, or a name that is nobody's
     */
    Optional<String> find(Sql sql, String known, Origin from) {
        byte[] device = key(known, "device", from.device());
        byte[] network = key(known, "network", from.network());
        List<byte[]> found = sql.list(
                "SELECT key FROM backoffs WHERE key IN (?, ?) AND expires_at > ?",
                row -> row.bytes("key"),
                device,
                network,
                clock.instant());
        return found.stream()
                .filter(key -> Arrays.equals(key, device))
                .findFirst()
                .or(() -> found.stream().findFirst())
                .map(HexFormat.of()::formatHex);
    }

    /** All known places together have a bound of their own: whoever knew the password once may have been at many. */
    static List<Attempt> apart(Optional<Attempt> limit, Optional<String> place) {
        if (limit.isEmpty() || place.isEmpty()) {
            return limit.stream().toList();
        }
        Attempt strangers = limit.get();
        Optional<Rate> together = strangers.limit().map(rate -> rate.times(PLACES));
        return List.of(
                new Attempt(strangers.name(), strangers.limit(), joined(strangers.identity(), place.get())),
                new Attempt(strangers.name(), together, joined(strangers.identity(), "known")));
    }

    private static List<String> joined(List<String> identity, String last) {
        return Stream.concat(identity.stream(), Stream.of(last)).toList();
    }

    /** Whoever has signed in from somewhere is known there. */
    private void seen(Transaction transaction, AuditEvent event, Origin from) {
        boolean signedIn = event.action().equals("browser.signed_in")
                || event.action().equals("session.opened") && !event.detail().containsKey("browser");
        String account = event.subject();
        if (!signedIn || account == null || event.outcome() != AuditEvent.Outcome.SUCCESS) {
            return;
        }
        remember(transaction, account, "device", from.device());
        remember(transaction, account, "network", from.network());
    }

    private void remember(Transaction transaction, String account, String what, @Nullable String value) {
        if (value == null) {
            return;
        }
        Instant now = clock.instant();
        transaction.update(
                """
                INSERT INTO backoffs (key, account_id, failures, waits_till, expires_at) VALUES (?, ?, 0, ?, ?)
                ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at WHERE backoffs.expires_at < ?""",
                key(account, what, value),
                UUID.fromString(account),
                now,
                now.plus(KNOWN),
                now.plus(KNOWN).minus(GRAIN));
    }

    /** One that nobody has been at stands for what a client does not send, so that the statements stay the same. */
    private static byte[] key(String account, String what, @Nullable String value) {
        return Sha256.ofParts("place", account, what, value == null ? "" : value);
    }
}
