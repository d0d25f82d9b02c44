package dev.gatehouse.domain.administration;

import dev.gatehouse.domain.accounts.Account;
import java.util.Objects;
import java.util.StringJoiner;

/** What a change of an account changed, as the audit trail names it. */
final class Changed {
    private Changed() {}

    /** The names of the parts that are others than before: {@code username}, {@code email}, {@code name}. */
    static StringJoiner between(Account before, Account after) {
        StringJoiner changed = new StringJoiner(" ");
        if (!Objects.equals(before.username(), after.username())) {
            changed.add("username");
        }
        if (!Objects.equals(before.email(), after.email())) {
            changed.add("email");
        }
        if (!Objects.equals(before.name(), after.name())) {
            changed.add("name");
        }
        return changed;
    }
}
