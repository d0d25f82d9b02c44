package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.platform.sql.Sql;

/** A part of an account that has pages of its own, as the account's first page shows it: how it stands, and the way there. */
@FunctionalInterface
public interface AccountPart {
    /** Read together with all other parts; at most a few quick statements. */
    AccountRow row(Sql sql, Account account);
}
