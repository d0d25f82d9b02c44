package dev.gatehouse.domain.passkeys;

import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The passkeys. That a credential belongs to one account at most is decided by the database. */
public final class Passkeys {
    private static final String COLUMNS = "id, account_id, credential_id, public_key, sign_count, aaguid, transports,"
            + " attestation, discoverable, user_verified, backup_eligible, backed_up, name, created_at, used_at";

    private final InstantSource clock;
    private final Ids ids;

    public Passkeys(InstantSource clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** Whether the account has this passkey still. */
    public boolean exists(Sql sql, UUID account, UUID id) {
        return find(sql, account, id).isPresent();
    }

    /** Whether the account has any passkey. */
    public boolean any(Sql sql, UUID account) {
        return sql.one("SELECT 1 AS one FROM passkeys WHERE account_id = ? LIMIT 1", row -> true, account)
                .isPresent();
    }

    /** Whether the account has a passkey, beside this one, that signs in alone. */
    public boolean signsIn(Sql sql, UUID account, @Nullable UUID without) {
        return ofAccount(sql, account).stream()
                .filter(passkey -> !passkey.id().equals(without))
                .anyMatch(Passkey::signsInAlone);
    }

    /** An account's passkeys in the order in which they were added. */
    public List<Passkey> ofAccount(Sql sql, UUID account) {
        return sql.list(
                "SELECT %s FROM passkeys WHERE account_id = ? ORDER BY id".formatted(COLUMNS),
                Passkeys::passkey,
                account);
    }

    /** This passkey, where it is the account's. */
    public Optional<Passkey> find(Sql sql, UUID account, UUID id) {
        return sql.one(
                "SELECT %s FROM passkeys WHERE id = ? AND account_id = ?".formatted(COLUMNS),
                Passkeys::passkey,
                id,
                account);
    }

    Optional<Passkey> find(Sql sql, byte[] credentialId) {
        return sql.one("SELECT %s FROM passkeys WHERE credential_id = ?".formatted(COLUMNS), Passkeys::passkey, (Object)
                credentialId);
    }

    /** Adds a passkey; empty where the credential is anybody's. */
    Optional<Passkey> insert(Transaction transaction, UUID account, NewPasskey made, String name) {
        return transaction.one(
                """
                INSERT INTO passkeys (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
                ON CONFLICT DO NOTHING RETURNING %s""".formatted(COLUMNS, COLUMNS),
                Passkeys::passkey,
                ids.next(),
                account,
                made.credentialId(),
                made.publicKey(),
                made.signCount(),
                made.aaguid(),
                String.join(" ", made.transports()),
                made.attestation(),
                made.discoverable(),
                made.userVerified(),
                made.backupEligible(),
                made.backedUp(),
                name,
                clock.instant());
    }

    /**
     * Notes a use.
     *
     * @return false where the counter has been as far meanwhile, so that one of the two is a copy, or the passkey is gone
     */
    boolean used(Transaction transaction, Passkey passkey, Use use) {
        Instant now = clock.instant();
        return transaction.update(
                        """
                        UPDATE passkeys SET sign_count = ?, used_at = ?, backed_up = ?,
                            user_verified = user_verified OR ?,
                            discoverable = CASE WHEN ? THEN TRUE ELSE discoverable END
                        WHERE id = ? AND (sign_count < ? OR sign_count = 0 AND ? = 0)""",
                        use.signCount(),
                        now,
                        use.backedUp(),
                        use.userVerified(),
                        use.foundAlone(),
                        passkey.id(),
                        use.signCount(),
                        use.signCount())
                > 0;
    }

    /**
     * What an authenticator said of itself with a signature.
     *
     * @param foundAlone whether it was not told which passkey to use
     */
    record Use(long signCount, boolean userVerified, boolean backedUp, boolean foundAlone) {}

    /** Calls a passkey something else; false where it is not the account's. */
    public boolean rename(Sql sql, UUID account, UUID id, String name) {
        return sql.update("UPDATE passkeys SET name = ? WHERE id = ? AND account_id = ?", name, id, account) > 0;
    }

    /** Takes a passkey away; false where it is not the account's. */
    public boolean remove(Transaction transaction, UUID account, UUID id) {
        return transaction.update("DELETE FROM passkeys WHERE id = ? AND account_id = ?", id, account) > 0;
    }

    /** Takes all passkeys of an account away, such as where a stranger may have added them; how many there were. */
    public int removeAll(Transaction transaction, UUID account) {
        return transaction.update("DELETE FROM passkeys WHERE account_id = ?", account);
    }

    private static Passkey passkey(Row row) {
        String transports = row.text("transports");
        return new Passkey(
                row.id("id"),
                row.id("account_id"),
                row.bytes("credential_id"),
                row.bytes("public_key"),
                row.number("sign_count"),
                row.id("aaguid"),
                transports.isEmpty() ? List.of() : List.of(transports.split(" ", -1)),
                row.text("attestation"),
                row.optionalFlag("discoverable"),
                row.flag("user_verified"),
                row.flag("backup_eligible"),
                row.flag("backed_up"),
                row.text("name"),
                row.instant("created_at"),
                row.optionalInstant("used_at"));
    }
}
