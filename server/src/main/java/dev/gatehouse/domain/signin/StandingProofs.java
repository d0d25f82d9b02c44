package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.identities.Identities;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
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
                && (proof.mailed() == null || addressIs(sql, account, proof.mailed()));
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
        return sql.one(
                        "SELECT 1 AS found FROM passkeys WHERE id = ? AND account_id = ?",
                        row -> row.number("found"),
                        passkey,
                        account)
                .isPresent();
    }

    private boolean addressIs(Sql sql, UUID account, String key) {
        return accounts.find(sql, new Identifier(Identifier.Kind.EMAIL, key))
                .map(Account::id)
                .filter(account::equals)
                .isPresent();
    }
}
