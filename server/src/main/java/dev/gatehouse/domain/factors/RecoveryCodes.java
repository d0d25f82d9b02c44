package dev.gatehouse.domain.factors;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.kernel.TypedCode;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Codes for when nothing else is at hand, ten at a time, each good once. One has 120 random bits, so that a plain hash of
 * it tells nothing (ASVS 6.5.2); it is shown once and kept as its SHA-256.
 */
public final class RecoveryCodes {
    /** How many are made. */
    public static final int COUNT = 10;
    /** So few left that somebody should be told. */
    public static final int FEW = 3;

    /** Crockford's base 32: no letter in it looks like a digit. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int GROUPS = 6;
    private static final int GROUP = 4;
    private static final Pattern SHAPE = Pattern.compile("[" + ALPHABET + "]{" + GROUPS * GROUP + "}");

    private final InstantSource clock;
    private final SecureRandom random;

    public RecoveryCodes(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Makes codes for an account, in place of those that it had: six groups of four characters with dashes between. */
    public List<String> renew(Transaction transaction, UUID account) {
        forget(transaction, account);
        Instant now = clock.instant();
        List<String> codes = new ArrayList<>(COUNT);
        while (codes.size() < COUNT) {
            String code = one();
            transaction.update(
                    "INSERT INTO recovery_codes (hash, account_id, created_at) VALUES (?, ?, ?)",
                    hash(account, code),
                    account,
                    now);
            codes.add(code.replaceAll("(.{" + GROUP + "})(?=.)", "$1-"));
        }
        return codes;
    }

    /** Uses a code up; of any number at once one is the first. False where it is none of the account's. */
    public boolean use(Sql sql, UUID account, String typed) {
        String code = canonical(typed);
        return SHAPE.matcher(code).matches()
                && sql.update(
                                "DELETE FROM recovery_codes WHERE hash = ? AND account_id = ?",
                                hash(account, code),
                                account)
                        > 0;
    }

    /** Takes an account's codes away. */
    public void forget(Sql sql, UUID account) {
        sql.update("DELETE FROM recovery_codes WHERE account_id = ?", account);
    }

    /** What was meant, where somebody read a letter for the digit that it looks like. */
    private static String canonical(String typed) {
        return TypedCode.of(typed).replace('o', '0').replace('i', '1').replace('l', '1');
    }

    private String one() {
        StringBuilder code = new StringBuilder(GROUPS * GROUP);
        while (code.length() < GROUPS * GROUP) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    private static byte[] hash(UUID account, String code) {
        return Sha256.ofParts("recovery code", account.toString(), code);
    }
}
