package dev.gatehouse.domain.accounts;

import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import dev.gatehouse.platform.sql.UniqueViolation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The accounts. That a name belongs to one account at most is decided by the database, in the statement that takes it. */
public final class Accounts {
    /**
     * Whom somebody means.
     *
     * @param account empty where that is nobody
     * @param reads whose rows to read as well, be they of any use or not: the account's, or some other's where there is none
     */
    public record Sought(Optional<Account> account, UUID reads) {
        private static final Sought NOBODY = new Sought(Optional.empty(), new UUID(0, 0));

        private static Sought of(Account read, boolean meant) {
            return new Sought(meant ? Optional.of(read) : Optional.empty(), read.id());
        }
    }

    private static final String BY_ID = "SELECT %s FROM accounts WHERE id = ?".formatted(Account.COLUMNS);

    private final InstantSource clock;
    private final Ids ids;

    public Accounts(InstantSource clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** An id for an account that is not there yet. */
    public UUID newId() {
        return ids.next();
    }

    /** Makes an account; empty where the user name or the address is somebody's. */
    public Optional<Account> create(
            Sql sql, @Nullable Username username, @Nullable EmailAddress email, @Nullable String name) {
        return create(sql, newId(), username, email, name);
    }

    /**
     * The same for what knows the account by its id already.
     *
     * @param id of {@link #newId}
     */
    public Optional<Account> create(
            Sql sql, UUID id, @Nullable Username username, @Nullable EmailAddress email, @Nullable String name) {
        Instant now = clock.instant();
        return sql.one(
                """
                INSERT INTO accounts (id, username, username_key, email, email_key, name, status, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, 'active', ?, ?)
                ON CONFLICT DO NOTHING
                RETURNING %s""".formatted(Account.COLUMNS),
                Account::of,
                id,
                username == null ? null : username.display(),
                username == null ? null : username.key(),
                email == null ? null : email.address(),
                email == null ? null : email.key(),
                name,
                now,
                now);
    }

    /** The account with this id. */
    public Optional<Account> find(Sql sql, UUID id) {
        return sql.one(BY_ID, Account::of, id);
    }

    /** The account that somebody who typed this means. */
    public Optional<Account> find(Sql sql, Identifier identifier) {
        return sql.one(
                "SELECT %s FROM accounts WHERE %s = ?".formatted(Account.COLUMNS, column(identifier)),
                Account::of,
                identifier.key());
    }

    /**
     * The account that somebody means who is not to learn by the time of an answer whether there is one: another is read
     * where there is none.
     */
    public Sought seek(Sql sql, Identifier identifier) {
        String column = column(identifier);
        return sql.one(
                        """
                        SELECT %1$s, CASE WHEN %2$s = ? THEN 1 ELSE 0 END AS meant FROM accounts
                        WHERE id = coalesce((SELECT id FROM accounts WHERE %2$s = ?), (SELECT id FROM accounts ORDER BY id LIMIT 1))""".formatted(Account.COLUMNS, column),
                        row -> Sought.of(Account.of(row), row.count("meant") == 1),
                        identifier.key(),
                        identifier.key())
                .orElse(Sought.NOBODY);
    }

    /** Nonsense, which is nobody's, is asked for all the same: the time of an answer is to tell nothing. */
    private static String column(Identifier identifier) {
        return switch (identifier.kind()) {
            case USERNAME, INVALID -> "username_key";
            case EMAIL -> "email_key";
        };
    }

    /**
     * A page of accounts in the order in which they were made.
     *
     * @param prefix what the user name or the address begins with, in the form of their keys; empty for all
     * @param after the last id of the page before
     * @param size how many at most
     */
    public List<Account> page(Sql sql, String prefix, @Nullable UUID after, int size) {
        String from = after == null ? "" : after.toString();
        if (prefix.isEmpty()) {
            return sql.list(
                    "SELECT %s FROM accounts WHERE id > ? ORDER BY id LIMIT ?".formatted(Account.COLUMNS),
                    Account::of,
                    from,
                    size);
        }
        String end = prefix + Character.toString(Character.MAX_CODE_POINT);
        return sql.list("""
                SELECT %s FROM accounts
                WHERE id > ? AND (username_key >= ? AND username_key < ? OR email_key >= ? AND email_key < ?)
                ORDER BY id LIMIT ?""".formatted(Account.COLUMNS), Account::of, from, prefix, end, prefix, end, size);
    }

    /**
     * Changes an account; empty where there is none. A new address is an unverified one, which somebody else gave: of their
     * own people prove it first ({@link #readdressed}).
     */
    public Optional<Account> change(Transaction transaction, UUID id, AccountChange change) {
        Optional<Account> found = find(transaction, id);
        if (found.isEmpty()) {
            return found;
        }
        if (change.username() != null) {
            Username username = change.username().orElse(null);
            transaction.update(
                    "UPDATE accounts SET username = ?, username_key = ? WHERE id = ?",
                    username == null ? null : username.display(),
                    username == null ? null : username.key(),
                    id);
        }
        if (change.email() != null) {
            EmailAddress email = change.email().orElse(null);
            String key = email == null ? null : email.key();
            String address = email == null ? null : email.address();
            transaction.update("""
                    UPDATE accounts
                    SET email_verified = email_verified AND email IS NOT DISTINCT FROM ?,
                        email_clicked = email_clicked AND email IS NOT DISTINCT FROM ?,
                        email_given = CASE WHEN email IS NOT DISTINCT FROM ? THEN email_given ELSE ? END,
                        email = ?, email_key = ?
                    WHERE id = ?""", address, address, address, address != null, address, key, id);
        }
        if (change.name() != null) {
            transaction.update(
                    "UPDATE accounts SET name = ? WHERE id = ?", change.name().orElse(null), id);
        }
        if (change.language() != null) {
            transaction.update(
                    "UPDATE accounts SET language = ? WHERE id = ?",
                    change.language().orElse(null),
                    id);
        }
        if (change.status() != null) {
            transaction.update(
                    "UPDATE accounts SET status = ? WHERE id = ?",
                    change.status().label(),
                    id);
        }
        return transaction.one(
                "UPDATE accounts SET updated_at = ? WHERE id = ? RETURNING %s".formatted(Account.COLUMNS),
                Account::of,
                clock.instant(),
                id);
    }

    /** Notes that this address, where it is the account's, is proven to be the person's; empty where it is not. */
    public Optional<Account> verified(Transaction transaction, UUID id, String address) {
        return transaction.one("""
                UPDATE accounts SET email_verified = TRUE, updated_at = ? WHERE id = ? AND email = ?
                RETURNING %s""".formatted(Account.COLUMNS), Account::of, clock.instant(), id, address);
    }

    /** When somebody last signed in to the account; empty where nobody has. */
    public Optional<Instant> signedInAt(Sql sql, UUID id) {
        return sql
                .list(
                        "SELECT signed_in_at FROM accounts WHERE id = ?",
                        row -> Optional.ofNullable(row.optionalInstant("signed_in_at")),
                        id)
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether somebody else gave the account its present address, and not whoever made the account. */
    public boolean emailGiven(Sql sql, UUID id) {
        return sql.one("SELECT email_given FROM accounts WHERE id = ?", row -> row.flag("email_given"), id)
                .orElse(false);
    }

    /** Notes that the address was verified by a letter's link alone, while the account's row is held. */
    public void clicked(Transaction transaction, UUID id) {
        transaction.update("UPDATE accounts SET email_verified = TRUE, email_clicked = TRUE WHERE id = ?", id);
    }

    /** Whether the address was verified by a letter's link alone: whoever reads its mail may not be who chose the password. */
    public boolean emailClicked(Sql sql, UUID id) {
        return sql.one("SELECT email_clicked FROM accounts WHERE id = ?", row -> row.flag("email_clicked"), id)
                .orElse(false);
    }

    /**
     * Gives an account an address that is proven to be the person's, in place of another or of none.
     *
     * @throws UniqueViolation where it is somebody else's
     */
    public Account readdressed(Transaction transaction, UUID id, EmailAddress proven) {
        return transaction
                .one("""
                        UPDATE accounts
                        SET email_verified = TRUE, email_given = FALSE, email_clicked = FALSE,
                            email = ?, email_key = ?, updated_at = ?
                        WHERE id = ? RETURNING %s""".formatted(Account.COLUMNS), Account::of, proven.address(), proven.key(), clock.instant(), id)
                .orElseThrow();
    }

    /**
     * Notes what somebody else vouches for; empty where the account is gone.
     *
     * @param addressProven whether the account's present address is proven to be the person's
     * @param name kept where the account has none; at most 200 characters
     * @param picture kept where the account has none; at most 2,048 characters
     */
    public Optional<Account> complete(
            Transaction transaction, UUID id, boolean addressProven, @Nullable String name, @Nullable String picture) {
        Optional<Account> found = find(transaction, id);
        if (found.isEmpty()) {
            return found;
        }
        Account account = found.get();
        if (addressProven) {
            transaction.update("UPDATE accounts SET email_clicked = FALSE WHERE id = ? AND email_clicked", id);
        }
        boolean verified = account.emailVerified() || (addressProven && account.email() != null);
        String nameNow = account.name() == null ? name : account.name();
        String pictureNow = account.picture() == null ? picture : account.picture();
        if (verified == account.emailVerified()
                && Objects.equals(nameNow, account.name())
                && Objects.equals(pictureNow, account.picture())) {
            return found;
        }
        return transaction.one(
                """
                UPDATE accounts SET email_verified = ?, name = ?, picture = ?, updated_at = ?
                WHERE id = ? RETURNING %s""".formatted(Account.COLUMNS), Account::of, verified, nameNow, pictureNow, clock.instant(), id);
    }

    /**
     * Notes a sign-in, and holds the account's row until the transaction ends, so that whoever disables it or changes
     * its password meanwhile comes either before or after; empty where the account is gone or disabled.
     */
    public Optional<Account> signedIn(Transaction transaction, UUID id) {
        return signedIn(transaction, id, null);
    }

    /**
     * The same for somebody who reads a page.
     *
     * @param language of the page, as a BCP 47 tag: the person's from now on where none is known; null for nothing to note
     */
    public Optional<Account> signedIn(Transaction transaction, UUID id, @Nullable String language) {
        return transaction.one("""
                UPDATE accounts SET signed_in_at = ?, language = coalesce(language, ?)
                WHERE id = ? AND status = 'active' RETURNING %s""".formatted(Account.COLUMNS), Account::of, clock.instant(), language, id);
    }

    /** Notes a change, and holds the account's row until the transaction ends; false where the account is gone. */
    public boolean touch(Transaction transaction, UUID id) {
        return transaction.update("UPDATE accounts SET updated_at = ? WHERE id = ?", clock.instant(), id) > 0;
    }

    /** The language in which somebody reads, as a BCP 47 tag; empty where that is not known. */
    public Optional<String> language(Sql sql, UUID id) {
        return sql
                .list(
                        "SELECT language FROM accounts WHERE id = ?",
                        row -> Optional.ofNullable(row.optionalText("language")),
                        id)
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Notes the language in which somebody reads. */
    public void speaks(Sql sql, UUID id, String language) {
        sql.update(
                "UPDATE accounts SET language = ? WHERE id = ? AND language IS DISTINCT FROM ?",
                language,
                id,
                language);
    }

    /** Removes an account and all that hangs on it; false where there is none. */
    public boolean delete(Transaction transaction, UUID id) {
        return transaction.update("DELETE FROM accounts WHERE id = ?", id) > 0;
    }
}
