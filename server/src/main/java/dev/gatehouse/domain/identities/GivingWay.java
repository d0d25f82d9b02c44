package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * What becomes of an account that a stranger may have made with somebody's address, once the address is proven to be
 * another person's (row A30 of the attacks that are tested): nothing that the stranger knows leads to that address any more.
 */
public final class GivingWay {
    /**
     * The rooms that it touches.
     *
     * @param factors takes away the passkeys and second factors of an account
     */
    public record Needs(
            Accounts accounts,
            Identities identities,
            Passwords passwords,
            Roles roles,
            Sessions sessions,
            Revocations revocations,
            OneTimeLinks links,
            BiConsumer<Transaction, UUID> factors,
            AuditTrail audit,
            SecureRandom random) {}

    private final Needs needs;
    private final Newcomers newcomers;

    public GivingWay(Needs needs) {
        this.needs = needs;
        this.newcomers = new Newcomers(needs.accounts(), needs.random());
    }

    /**
     * Whether a stranger may have made an account with its address. A verified address is its account's; and where an
     * administrator gave the address, or a role that no sign-up gives, they knew whom.
     */
    public boolean may(Sql sql, Account account) {
        return account.active() && !account.emailVerified() && anybodyMayHaveMade(sql, account);
    }

    /** Whether nobody but whoever made an account says whose it is: no administrator gave it its address, or a role. */
    public boolean anybodyMayHaveMade(Sql sql, Account account) {
        return !needs.accounts().emailGiven(sql, account.id())
                && List.of(Roles.FIRST).containsAll(needs.roles().ofAccount(sql, account.id()));
    }

    /**
     * Takes the address, the password, the passkeys and the second factors away from an account whose row is held, and ends
     * its sessions; where it has neither another name nor an identity, it is deleted.
     *
     * @param name what a made-up user name begins with, where the account has none and stays
     */
    public void giveWay(Transaction transaction, Account old, String name, Origin from) {
        List<Identity> linked = needs.identities().ofAccount(transaction, old.id());
        needs.sessions().endAll(transaction, old.id());
        needs.revocations().revokeAccount(transaction, old.id());
        needs.passwords().remove(transaction, old.id());
        needs.links().withdrawAll(transaction, old.id());
        needs.factors().accept(transaction, old.id());
        PendingLinks.removeOf(transaction, old.id());
        boolean remains = old.username() != null || !linked.isEmpty();
        if (remains) {
            newcomers.withoutAddress(
                    transaction,
                    old,
                    linked.isEmpty() ? name : linked.getFirst().provider());
        } else {
            needs.accounts().delete(transaction, old.id());
        }
        AuditEvent event = AuditEvent.success("account.gave_way")
                .on(old.id().toString())
                .with("to", name)
                .with("account", remains ? "kept" : "deleted");
        needs.audit().record(transaction, event, from);
    }
}
