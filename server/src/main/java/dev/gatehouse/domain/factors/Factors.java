package dev.gatehouse.domain.factors;

import dev.gatehouse.platform.sql.Sql;
import java.time.Instant;
import java.util.UUID;

/** The second factors that accounts have, and what their owners chose. */
public final class Factors {
    private final FactorSettings settings;
    private final RememberedDevices devices;

    public Factors(FactorSettings settings, RememberedDevices devices) {
        this.settings = settings;
        this.devices = devices;
    }

    /** What an account has; {@link Held#NONE} where there is no account. */
    public Held held(Sql sql, UUID account) {
        return sql.one(
                        """
                        SELECT a.email_verified AS verified,
                               coalesce(c.email, FALSE) AS email,
                               coalesce(c.passkeys, FALSE) AS asks_for_passkey,
                               (SELECT count(*) FROM authenticators t
                                WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL) AS authenticators,
                               (SELECT count(*) FROM recovery_codes r WHERE r.account_id = a.id) AS recovery_codes,
                               (SELECT count(*) FROM passkeys p WHERE p.account_id = a.id) AS passkeys
                        FROM accounts a LEFT JOIN factor_choices c ON c.account_id = a.id
                        WHERE a.id = ?""",
                        row -> new Held(
                                row.count("authenticators") > 0,
                                row.count("passkeys"),
                                row.count("recovery_codes"),
                                row.flag("asks_for_passkey"),
                                settings.emailCodes() && row.flag("email") && row.flag("verified")),
                        account)
                .orElse(Held.NONE);
    }

    /** Whether browsers may be remembered at all. */
    public boolean remembering() {
        return settings.rememberDevice().isPresent();
    }

    /** Whether an account's owner let this browser be remembered, and may still do so. */
    public boolean remembers(Sql sql, UUID account, String deviceSecret) {
        return devices.remembers(sql, account, deviceSecret);
    }

    /**
     * What was taken from an account.
     *
     * @param choices whether what its owner chose went too
     */
    public record Removed(int passkeys, int authenticators, int recoveryCodes, int devices, boolean choices) {
        /** How many of them could have answered, and choices. */
        public int factors() {
            return passkeys + authenticators + (choices ? 1 : 0);
        }
    }

    /**
     * Takes away what was added to an account since a time: authenticator apps and passkeys. What has no such time goes as
     * well: recovery codes, codes that were mailed, browsers that are not asked, and, where no passkey is left that it could
     * be about, what was chosen.
     */
    public Removed removeSince(Sql sql, UUID account, Instant since) {
        int forgotten = devices.forgetAll(sql, account);
        int codes = sql.update("DELETE FROM recovery_codes WHERE account_id = ?", account);
        sql.update("DELETE FROM mailed_codes WHERE account_id = ?", account);
        sql.update("DELETE FROM authenticators WHERE account_id = ? AND confirmed_at IS NULL", account);
        int apps = sql.update("DELETE FROM authenticators WHERE account_id = ? AND confirmed_at >= ?", account, since);
        int passkeys = sql.update("DELETE FROM passkeys WHERE account_id = ? AND created_at >= ?", account, since);
        int choices = sql.update("""
                        DELETE FROM factor_choices WHERE account_id = ?
                          AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = factor_choices.account_id)""", account);
        return new Removed(passkeys, apps, codes, forgotten, choices > 0);
    }

    /** Lets codes by mail answer for an account, or not any more; whether that changed anything. */
    public boolean chooseEmail(Sql sql, UUID account, boolean wanted) {
        return choose(sql, "email", account, wanted);
    }

    /** Has a passkey asked for after any other first proof of an account, or not any more; whether that changed anything. */
    public boolean choosePasskeys(Sql sql, UUID account, boolean wanted) {
        return choose(sql, "passkeys", account, wanted);
    }

    /**
     * Takes all of an account's: authenticator apps, passkeys, recovery codes, what its owner chose, and the browsers that are
     * not asked.
     *
     * @return how many could have answered
     */
    public int removeAll(Sql sql, UUID account) {
        devices.forgetAll(sql, account);
        sql.update("DELETE FROM recovery_codes WHERE account_id = ?", account);
        sql.update("DELETE FROM factor_choices WHERE account_id = ?", account);
        return sql.update("DELETE FROM authenticators WHERE account_id = ?", account)
                + sql.update("DELETE FROM passkeys WHERE account_id = ?", account);
    }

    private static boolean choose(Sql sql, String column, UUID account, boolean wanted) {
        if (!wanted) {
            return sql.update(
                            "UPDATE factor_choices SET %1$s = FALSE WHERE account_id = ? AND %1$s".formatted(column),
                            account)
                    > 0;
        }
        return sql.update("""
                        INSERT INTO factor_choices (account_id, %1$s) VALUES (?, TRUE)
                        ON CONFLICT (account_id) DO UPDATE SET %1$s = TRUE WHERE NOT factor_choices.%1$s""".formatted(column), account) > 0;
    }
}
