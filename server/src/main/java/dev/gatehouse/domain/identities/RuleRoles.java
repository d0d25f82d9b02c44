package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Roles that follow from what a provider says of somebody. A rule takes back only what a rule gave: a role that the
 * account had already is its own, and one that another identity gives too stays with that one.
 */
final class RuleRoles {
    private static final Logger LOG = LoggerFactory.getLogger(RuleRoles.class);

    private final Roles roles;

    RuleRoles(Roles roles) {
        this.roles = roles;
    }

    /**
     * @param all the account's identities, this one among them
     * @return whether the account has other roles now
     */
    boolean apply(Transaction transaction, Identity identity, Set<String> wanted, List<Identity> all) {
        Set<String> others = ofOthers(identity, all);
        Set<String> before = held(transaction, identity);
        wanted.stream()
                .filter(role -> !before.contains(role))
                .forEach(role -> roles.grant(transaction, identity.account(), role));
        Set<String> after = held(transaction, identity);
        SortedSet<String> given = new TreeSet<>();
        for (String role : wanted) {
            boolean byRule = identity.roles().contains(role) || others.contains(role) || !before.contains(role);
            if (byRule && after.contains(role)) {
                given.add(role);
            }
        }
        SortedSet<String> gone = new TreeSet<>(identity.roles());
        gone.removeAll(wanted);
        if (!withdrawn(transaction, identity, without(gone, others))) {
            LOG.warn(
                    "Account {} keeps roles that no rule gives it any more: nobody else can administer",
                    identity.account());
            gone.retainAll(after);
            given.addAll(gone);
        }
        String now = String.join(" ", given);
        if (!now.equals(String.join(" ", identity.roles()))) {
            transaction.update("UPDATE identities SET roles = ? WHERE id = ?", now, identity.id());
        }
        return !held(transaction, identity).equals(before);
    }

    /**
     * Takes what this identity gave, which is no more.
     *
     * @param others the account's identities that are left
     * @throws Problem {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    void end(Transaction transaction, Identity identity, List<Identity> others) {
        if (!withdrawn(transaction, identity, without(identity.roles(), ofOthers(identity, others)))) {
            throw Problem.of(ErrorCode.LAST_ADMINISTRATOR);
        }
    }

    /** False, and nothing changed, where nobody would be left who can administer. */
    private boolean withdrawn(Transaction transaction, Identity identity, Set<String> gone) {
        if (gone.isEmpty()) {
            return true;
        }
        boolean before = roles.hasAdministrator(transaction);
        Set<String> taken = new HashSet<>(gone);
        taken.removeIf(role -> !roles.withdraw(transaction, identity.account(), role));
        if (taken.isEmpty() || !before || roles.somebodyAdministers(transaction)) {
            return true;
        }
        taken.forEach(role -> roles.grant(transaction, identity.account(), role));
        return false;
    }

    private Set<String> held(Transaction transaction, Identity identity) {
        return new HashSet<>(roles.ofAccount(transaction, identity.account()));
    }

    private static Set<String> ofOthers(Identity identity, List<Identity> all) {
        Set<String> others = new HashSet<>();
        all.stream().filter(other -> !other.id().equals(identity.id())).forEach(other -> others.addAll(other.roles()));
        return others;
    }

    private static Set<String> without(Collection<String> roles, Set<String> others) {
        Set<String> rest = new TreeSet<>(roles);
        rest.removeAll(others);
        return rest;
    }
}
