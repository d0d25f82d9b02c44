package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Second;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.identities.Identities;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Predicate;

/** Whether what a proof stands on is there still: it is asked in the transaction that lets somebody in by it. */
public final class StandingProofs {
    private final Accounts accounts;
    private final Passwords passwords;
    private final Identities identities;
    private final Predicate<String> letsIn;

    /** @param letsIn whether this provider lets anybody in now */
    public StandingProofs(Accounts accounts, Passwords passwords, Identities identities, Predicate<String> letsIn) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.identities = identities;
        this.letsIn = letsIn;
    }

    /** Whether all that was shown still belongs to the account. */
    public boolean hold(Sql sql, Proof proof) {
        UUID account = proof.account();
        return (proof.password() == null || passwordIs(sql, account, proof.password()))
                && (proof.identity() == null || identityIs(sql, account, proof.identity()))
                && (proof.passkey() == null || passkeyIs(sql, account, proof.passkey()))
                && (proof.mailed() == null || addressIs(sql, account, proof.mailed()))
                && (proof.second() == null || secondIs(sql, account, proof.second()));
    }

    /** A code is used up: it holds while the account has what it was a code of. */
    private static boolean secondIs(Sql sql, UUID account, Second second) {
        return switch (second.factor()) {
            case TOTP -> second.by() != null && authenticatorIs(sql, account, second.by());
            case PASSKEY -> second.by() != null && passkeyIs(sql, account, second.by());
            case EMAIL_CODE ->
                found(sql, "SELECT 1 AS found FROM factor_choices WHERE account_id = ? AND email", account);
            case RECOVERY_CODE -> recoveryCodesAre(sql, account, second.at());
        };
    }

    private static boolean authenticatorIs(Sql sql, UUID account, UUID id) {
        return found(
                sql,
                "SELECT 1 AS found FROM authenticators WHERE id = ? AND account_id = ? AND confirmed_at IS NOT NULL",
                id,
                account);
    }

    /** Not where others have been made since, or there is nothing left that they could stand in for. */
    private static boolean recoveryCodesAre(Sql sql, UUID account, Instant shown) {
        return !found(
                        sql,
                        "SELECT 1 AS found FROM recovery_codes WHERE account_id = ? AND created_at > ? LIMIT 1",
                        account,
                        shown)
                && found(sql, """
                        SELECT 1 AS found FROM accounts a
                        WHERE a.id = ?
                          AND (EXISTS (SELECT 1 FROM authenticators t
                                       WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL)
                            OR EXISTS (SELECT 1 FROM passkeys p WHERE p.account_id = a.id)
                            OR EXISTS (SELECT 1 FROM factor_choices c WHERE c.account_id = a.id AND c.email))""", account);
    }

    private static boolean found(Sql sql, String query, Object... arguments) {
        return sql.one(query, row -> row.number("found"), arguments).isPresent();
    }

    /** Whether the password that was shown then is the account's still. */
    public boolean passwordIs(Sql sql, UUID account, String mark) {
        return passwords
                .find(sql, account)
                .map(StandingProofs::mark)
                .filter(mark::equals)
                .isPresent();
    }

    /** Tells one hash from another; tells nothing of it. */
    public static String mark(String hash) {
        return HexFormat.of().formatHex(Sha256.ofParts("password mark", hash), 0, 16);
    }

    private boolean identityIs(Sql sql, UUID account, UUID identity) {
        return identities.ofAccount(sql, account).stream()
                .anyMatch(linked -> linked.id().equals(identity) && letsIn.test(linked.provider()));
    }

    private static boolean passkeyIs(Sql sql, UUID account, UUID passkey) {
        return found(sql, "SELECT 1 AS found FROM passkeys WHERE id = ? AND account_id = ?", passkey, account);
    }

    private boolean addressIs(Sql sql, UUID account, String key) {
        return accounts.find(sql, new Identifier(Identifier.Kind.EMAIL, key))
                .map(Account::id)
                .filter(account::equals)
                .isPresent();
    }
}
