package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The identities. That one belongs to one account at most is decided by the database, in the statement that takes it. */
public final class Identities {
    private final RuleRoles ruleRoles;
    private final InstantSource clock;
    private final Ids ids;

    public Identities(Roles roles, InstantSource clock, Ids ids) {
        this.ruleRoles = new RuleRoles(roles);
        this.clock = clock;
        this.ids = ids;
    }

    /** The identity with this subject at this issuer. */
    public Optional<Identity> find(Sql sql, String issuer, String subject) {
        return sql.one(
                "SELECT %s FROM identities WHERE issuer = ? AND subject = ?".formatted(Identity.COLUMNS),
                Identity::of,
                issuer,
                subject);
    }

    /** An account's identities in the order in which they were linked. */
    public List<Identity> ofAccount(Sql sql, UUID account) {
        return sql.list(
                "SELECT %s FROM identities WHERE account_id = ? ORDER BY linked_at, id".formatted(Identity.COLUMNS),
                Identity::of,
                account);
    }

    /** An account's identity at a provider. */
    public Optional<Identity> ofAccount(Sql sql, UUID account, String provider) {
        return sql.one(
                "SELECT %s FROM identities WHERE account_id = ? AND provider = ?".formatted(Identity.COLUMNS),
                Identity::of,
                account,
                provider);
    }

    /** When a provider's tokens for this identity were last kept; empty where none are. */
    public Optional<Instant> tokensKeptAt(Sql sql, UUID identity) {
        return TokenVault.keptAt(sql, identity);
    }

    /**
     * How many accounts have no other way in than this provider: no password, and none of these providers.
     *
     * @param others the names of the providers that stay
     */
    public long onlyWayIn(Sql sql, String provider, Collection<String> others) {
        String places = others.isEmpty() ? "NULL" : "?, ".repeat(others.size() - 1) + "?";
        return sql.one(
                        """
                        SELECT count(*) AS accounts FROM identities i
                        WHERE i.provider = ?
                          AND NOT EXISTS (SELECT 1 FROM passwords p WHERE p.account_id = i.account_id)
                          AND NOT EXISTS (SELECT 1 FROM identities o
                                          WHERE o.account_id = i.account_id AND o.provider <> i.provider
                                            AND o.provider IN (%s))""".formatted(places),
                        row -> row.number("accounts"),
                        Stream.concat(Stream.of(provider), others.stream()).toArray())
                .orElse(0L);
    }

    /**
     * Removes every identity of a provider, with the roles that its rules gave, its tokens and the links that wait for it.
     * To be called before the sessions end that came in by it: a sign-in under way then comes either before, and its
     * session is ended, or after, and finds its identity gone.
     *
     * @return how many there were
     * @throws Problem {@link ErrorCode#LAST_ADMINISTRATOR} where nobody would be left who can administer
     */
    public int removeProvider(Transaction transaction, String provider) {
        List<Identity> removed = transaction.list(
                "DELETE FROM identities WHERE provider = ? RETURNING %s".formatted(Identity.COLUMNS),
                Identity::of,
                provider);
        transaction.update("DELETE FROM pending_links WHERE provider = ?", provider);
        removed.stream()
                .filter(identity -> !identity.roles().isEmpty())
                .forEach(identity -> ruleRoles.end(transaction, identity, ofAccount(transaction, identity.account())));
        return removed.size();
    }

    /** Gives it to an account; empty where it is anybody's, or the account has another of the same provider. */
    Optional<Identity> insert(Transaction transaction, UUID account, ProvenIdentity proven) {
        return transaction.one(
                """
                INSERT INTO identities (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, NULL)
                ON CONFLICT DO NOTHING RETURNING %s""".formatted(Identity.COLUMNS, Identity.COLUMNS),
                Identity::of,
                ids.next(),
                account,
                proven.provider(),
                proven.issuer(),
                proven.subject(),
                Outside.email(proven),
                verified(proven),
                Outside.label(proven),
                clock.instant());
    }

    /** Notes a sign-in and what the provider says now; empty where the identity is not this account's any more. */
    Optional<Identity> used(Transaction transaction, UUID account, ProvenIdentity proven) {
        return transaction.one(
                """
                UPDATE identities SET email = ?, email_verified = ?, label = ?, used_at = ?
                WHERE issuer = ? AND subject = ? AND account_id = ? AND provider = ? RETURNING %s""".formatted(Identity.COLUMNS),
                Identity::of,
                Outside.email(proven),
                verified(proven),
                Outside.label(proven),
                clock.instant(),
                proven.issuer(),
                proven.subject(),
                account,
                proven.provider());
    }

    /**
     * Gives the account the roles that rules say of it now, and takes those that they said before and do not say any more.
     * The account's row is held.
     *
     * @return whether any role changed
     */
    boolean applyRules(Transaction transaction, Identity identity, Set<String> wanted) {
        if (wanted.isEmpty() && identity.roles().isEmpty()) {
            return false;
        }
        return ruleRoles.apply(transaction, identity, wanted, ofAccount(transaction, identity.account()));
    }

    /**
     * Takes it from its account, with its tokens and the roles that it gave. The account's row is held.
     *
     * @throws Problem {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    void remove(Transaction transaction, Identity identity) {
        transaction.update("DELETE FROM identities WHERE id = ?", identity.id());
        ruleRoles.end(transaction, identity, ofAccount(transaction, identity.account()));
    }

    /**
     * Takes all of an account's, and what waits to become one. The account's row is held.
     *
     * @return how many it had
     * @throws Problem {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    public int removeAll(Transaction transaction, UUID account) {
        List<Identity> all = ofAccount(transaction, account);
        all.forEach(identity -> remove(transaction, identity));
        PendingLinks.removeOf(transaction, account);
        return all.size();
    }

    /**
     * Takes those from an account that it got since a time, and what waits to become one. The account's row is held.
     *
     * @return those that are gone
     * @throws Problem {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    public List<Identity> removeSince(Transaction transaction, UUID account, Instant since) {
        List<Identity> gone = ofAccount(transaction, account).stream()
                .filter(identity -> !identity.linkedAt().isBefore(since))
                .toList();
        gone.forEach(identity -> remove(transaction, identity));
        PendingLinks.removeOf(transaction, account);
        return gone;
    }

    /** What does not fit is not kept, and so is not verified either. */
    private static boolean verified(ProvenIdentity proven) {
        return proven.emailVerified() && Outside.email(proven) != null;
    }
}
