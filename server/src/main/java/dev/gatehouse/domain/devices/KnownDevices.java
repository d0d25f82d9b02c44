package dev.gatehouse.domain.devices;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.kernel.ProgramName;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Notices a sign-in from where an account has not been used before, and records {@code device.new} of it: that is what
 * tells its owner. Follows what the trail says of sign-ins, in their transaction, which holds the account's row.
 *
 * <p>A browser that signs in on our pages is known by the secret that it keeps. A program that signs in by the API is known
 * by what it calls itself, without its version, together with the network that it is in.
 */
public final class KnownDevices {
    /** How many an account may have; where there are more, the one that was not used for longest is forgotten. */
    static final int MOST = 200;

    /** How exactly the last use is known: most sign-ins cost no write. */
    private static final Duration GRAIN = Duration.ofDays(1);

    /** In place of all devices that were forgotten at once: no device has it, and it tells that there were some. */
    private static final byte[] FORGOTTEN = Sha256.of("forgotten");

    /** A device as its owner may see it. */
    public record Device(Instant firstAt, Instant lastAt) {}

    private record Known(byte[] hash, Instant lastAt) {}

    private final Accounts accounts;
    private final Duration keep;
    private final AuditTrail audit;
    private final InstantSource clock;

    /** Follows what is recorded from now on. */
    public KnownDevices(Accounts accounts, DeviceSettings settings, AuditTrail audit, InstantSource clock) {
        this.accounts = accounts;
        this.keep = settings.keep();
        this.audit = audit;
        this.clock = clock;
        audit.watch(this::recorded);
    }

    /** Lets devices be forgotten that were not used for long. */
    public static void sweepWith(Sweeper sweeper, DeviceSettings settings) {
        sweeper.register("known_devices", "account_id, hash", "last_at", settings.keep());
    }

    /** An account's known devices, the newest use first. */
    public List<Device> of(Sql sql, UUID account) {
        return sql.list(
                "SELECT first_at, last_at FROM known_devices WHERE account_id = ? AND hash <> ?"
                        + " ORDER BY last_at DESC, hash LIMIT ?",
                row -> new Device(row.instant("first_at"), row.instant("last_at")),
                account,
                FORGOTTEN,
                MOST);
    }

    /**
     * Forgets all of an account's devices: the next sign-in is a new one from wherever it comes. To be called while the
     * account's row is held.
     */
    public void forgetAll(Transaction transaction, UUID account) {
        if (transaction.update("DELETE FROM known_devices WHERE account_id = ?", account) > 0) {
            note(transaction, account, FORGOTTEN, clock.instant());
        }
    }

    private void recorded(Transaction transaction, Recorded recorded) {
        AuditEvent event = recorded.event();
        boolean page = event.action().equals("browser.signed_in");
        boolean direct =
                event.action().equals("session.opened") && !event.detail().containsKey("browser");
        String subject = event.subject();
        if (!page && !direct || subject == null || event.outcome() != AuditEvent.Outcome.SUCCESS) {
            return;
        }
        UUID account = UUID.fromString(subject);
        if (isNew(transaction, account, recorded.origin(), page)) {
            AuditEvent fresh = AuditEvent.success("device.new").bySelf(account).in(event.sessionId());
            audit.record(transaction, fresh, recorded.origin());
        }
    }

    /** Notes that an account is used from there; whether its owner should know. */
    private boolean isNew(Transaction transaction, UUID account, Origin from, boolean page) {
        Instant now = clock.instant();
        byte[] program = program(from);
        byte[] browser = from.device() == null ? null : Sha256.ofParts("browser", from.device());
        List<byte[]> marks = new ArrayList<>(List.of(program));
        if (browser != null) {
            marks.add(browser);
        }
        List<Known> known = transaction.list(
                "SELECT hash, last_at FROM known_devices WHERE account_id = ? AND hash IN (?, ?) AND last_at > ?",
                row -> new Known(row.bytes("hash"), row.instant("last_at")),
                account,
                program,
                browser == null ? program : browser,
                now.minus(keep));
        // A browser is told from another by its secret alone: those of one kind in one network are many.
        byte[] telling = page && browser != null ? browser : null;
        boolean before = known.stream().anyMatch(it -> telling == null || Arrays.equals(it.hash, telling));
        boolean elsewhere = before || usedElsewhere(transaction, account, now);
        for (byte[] mark : marks) {
            boolean lately =
                    known.stream().anyMatch(it -> Arrays.equals(it.hash, mark) && it.lastAt.isAfter(now.minus(GRAIN)));
            if (!lately) {
                note(transaction, account, mark, now);
            }
        }
        return !before && elsewhere;
    }

    /** Whether there was a sign-in before at all, be it so long ago that where from is forgotten. */
    private boolean usedElsewhere(Sql sql, UUID account, Instant now) {
        return sql.one("SELECT count(*) AS n FROM known_devices WHERE account_id = ?", row -> row.number("n"), account)
                                .orElseThrow()
                        > 0
                || accounts.find(sql, account)
                        .map(Account::createdAt)
                        .filter(made -> made.isBefore(now.minus(keep)))
                        .isPresent();
    }

    private static void note(Transaction transaction, UUID account, byte[] mark, Instant now) {
        transaction.update("""
                INSERT INTO known_devices (account_id, hash, first_at, last_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (account_id, hash) DO UPDATE SET last_at = excluded.last_at""", account, mark, now, now);
        transaction.update("""
                DELETE FROM known_devices WHERE account_id = ? AND hash IN (
                    SELECT hash FROM known_devices WHERE account_id = ?
                    ORDER BY last_at DESC, hash LIMIT 1000 OFFSET %d)""".formatted(MOST), account, account);
    }

    private static byte[] program(Origin from) {
        String name = ProgramName.of(from.userAgent());
        return Sha256.ofParts(
                "program", name == null ? "" : name.toLowerCase(Locale.ROOT), Networks.of(from.address()));
    }
}
