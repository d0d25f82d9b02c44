package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.identities.PendingLinks.Waiting;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ways into an account: links to identities elsewhere, and a password beside them. A link is made by whoever proves
 * both sides: the identity when it is held, the account when it is confirmed. The last way in is never taken.
 */
public final class AccountLinks {
    /** The rooms that a link touches. */
    public record Needs(
            Database database,
            Identities identities,
            ProviderDirectory providers,
            Accounts accounts,
            Passwords passwords,
            WaysLeft waysLeft,
            Sessions sessions,
            AuditTrail audit,
            Seals seals,
            InstantSource clock,
            SecureRandom random) {}

    /**
     * An account's ways in.
     *
     * @param passkey whether it has any
     * @param identities in the order in which they were linked
     */
    public record Ways(boolean password, boolean passkey, List<Way> identities) {
        public Ways {
            identities = List.copyOf(identities);
        }

        /** The providers that would let the person in at this moment. */
        public List<String> usable() {
            return identities.stream()
                    .filter(Way::usable)
                    .map(way -> way.identity().provider())
                    .toList();
        }
    }

    /**
     * @param usable whether it would let the person in at this moment
     * @param removable whether another way in would be left
     */
    public record Way(Identity identity, boolean usable, boolean removable) {}

    /**
     * A link that waits to be confirmed.
     *
     * @param account with which it would be linked
     * @param proven the identity, as its provider proved it
     */
    public record PendingLink(UUID account, ProvenIdentity proven, Instant expiresAt) {
        /** The name of the provider that proved the identity. */
        public String provider() {
            return proven.provider();
        }

        /** What the person calls the identity. */
        public String label() {
            return Outside.label(proven);
        }
    }

    /**
     * Which sessions of an account end when a way in is added.
     *
     * @param others whether any do
     * @param present the one that stays, with what its browser has beside it; null where the sign-in that adds it begins one
     */
    public record Ending(boolean others, @Nullable UUID present) {}

    /** How long a link waits to be confirmed. */
    public static final Duration LIFE = PendingLinks.LIFE;

    private final Needs needs;
    private final PendingLinks pending;
    private final Arrivals arrivals;

    public AccountLinks(Needs needs) {
        this.needs = needs;
        this.pending = new PendingLinks(needs.seals(), needs.clock(), needs.random());
        this.arrivals = new Arrivals(
                needs.identities(),
                new Newcomers(needs.accounts(), needs.random()),
                new TokenVault(needs.database(), needs.seals(), needs.clock()));
    }

    /** Lets links leave that nobody confirmed. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("pending_links", "hash", "expires_at", Duration.ZERO);
    }

    /** An account's ways in, as they are at this moment. */
    public Ways of(UUID account) {
        WaysIn waysIn = WaysIn.of(needs.providers());
        WaysLeft.Now left = needs.waysLeft().now();
        return needs.database().read(sql -> {
            boolean password = needs.passwords().find(sql, account).isPresent();
            List<Way> ways = needs.identities().ofAccount(sql, account).stream()
                    .map(identity -> new Way(
                            identity, waysIn.usable(identity), left.withoutIdentity(sql, account, identity.id())))
                    .toList();
            return new Ways(password, left.passkey(sql, account), ways);
        });
    }

    /**
     * Keeps an identity that has just been proven until the account's owner confirms the link. Earlier ones of the same
     * account and provider in the same place stop working.
     *
     * @param account to be linked with it; it need not be proven yet
     * @param bound where the link can be confirmed; a session must be a live one of the account
     * @return the link's secret, 43 characters of base64url, good once and for ten minutes
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where the account or the session cannot be used any more,
     *     {@link ErrorCode#SIGN_IN_REFUSED} where the provider is off or does not let this identity in
     */
    public String hold(ProvenIdentity proven, UUID account, Bound bound, Origin from) {
        admitting(proven);
        String token = pending.secret();
        String sealed = pending.seal(token, account, proven);
        needs.database().write(transaction -> {
            if (held(transaction, account).isEmpty() || !lives(transaction, account, bound)) {
                throw Problem.of(ErrorCode.FLOW_EXPIRED);
            }
            pending.hold(transaction, token, account, proven.provider(), bound, sealed);
            record(transaction, "link.pending", account, proven.provider(), from);
            return null;
        });
        return token;
    }

    /** What a link's secret stands for, in the place where it can be confirmed; leaves it as it is. */
    public Optional<PendingLink> peek(String token, Bound bound) {
        return needs.database().read(sql -> pending.find(sql, token, bound)).flatMap(waiting -> pending.open(waiting)
                .map(proven -> new PendingLink(waiting.account(), proven, waiting.expiresAt())));
    }

    /** The identity of a link, which uses it up: for one that goes another way. Of many at once one gets it. */
    public Optional<ProvenIdentity> take(String token, Bound bound) {
        Optional<Waiting> waiting = needs.database().read(sql -> pending.find(sql, token, bound));
        return waiting.flatMap(pending::open).filter(proven -> needs.database()
                .<Boolean>write(transaction -> pending.spend(transaction, waiting.orElseThrow(), bound)));
    }

    /**
     * A link that is about to be made, opened outside of a transaction as seals have it.
     *
     * @param account whose owner the caller has proven to be
     * @throws Problem {@link ErrorCode#LINK_EXPIRED} where the secret is not good here, for this account, or any more;
     *     {@link ErrorCode#SIGN_IN_REFUSED} as {@link #hold}
     */
    public ReadyLink ready(String token, UUID account, Bound bound) {
        Waiting waiting = needs.database()
                .read(sql -> pending.find(sql, token, bound))
                .filter(found -> found.account().equals(account))
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        ProvenIdentity proven = pending.open(waiting)
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED).because("its seal does not open"));
        return new ReadyLink(waiting, bound, proven, admitting(proven));
    }

    /**
     * Links, once. The caller has made sure in this transaction that the account is proven, and holds its row.
     *
     * @throws Problem {@link ErrorCode#LINK_EXPIRED} where it was confirmed before; {@link ErrorCode#ALREADY_LINKED} where
     *     the identity is anybody's or the account has one of the provider. The transaction is not to be committed then.
     */
    public Identity confirm(Transaction transaction, ReadyLink link, Ending ending, Origin from) {
        UUID account = link.waiting().account();
        Account present = held(transaction, account).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        if (!lives(transaction, account, link.bound()) || !pending.spend(transaction, link.waiting(), link.bound())) {
            throw Problem.of(ErrorCode.LINK_EXPIRED);
        }
        Identity identity = needs.identities()
                .insert(transaction, account, link.proven())
                .orElseThrow(() -> Problem.of(ErrorCode.ALREADY_LINKED));
        arrivals.settle(transaction, present, identity, link.proven(), link.provider());
        end(transaction, account, ending);
        record(transaction, "link.added", account, identity.provider(), from);
        return needs.identities()
                .ofAccount(transaction, account, identity.provider())
                .orElseThrow();
    }

    /**
     * Links, once, in a transaction of its own.
     *
     * @param stillProven asked in the transaction that links, while the account's row is held: whether the proof of the
     *     account still holds, such as that the password has not been changed meanwhile
     * @throws Problem as {@link #ready} and {@link #confirm(Transaction, ReadyLink, Ending, Origin)};
     *     {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION} where nothing is proven any more
     */
    public Identity confirm(
            String token, UUID account, Bound bound, Predicate<Transaction> stillProven, Ending ending, Origin from) {
        ReadyLink link = ready(token, account, bound);
        return needs.database().write(transaction -> {
            requireProven(transaction, account, stillProven);
            return confirm(transaction, link, ending, from);
        });
    }

    /**
     * Takes a link away, with the roles that the provider's rules gave and its tokens; sessions that came in by it end.
     * Who takes away two at once is left with one.
     *
     * @param stillProven as in {@link #confirm(String, UUID, Bound, Predicate, Ending, Origin)}
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#LAST_SIGN_IN_METHOD} where no password, no passkey
     *     and no other identity would be left that gets in now, {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    public void unlink(UUID account, String provider, Predicate<Transaction> stillProven, Ending ending, Origin from) {
        WaysLeft.Now left = needs.waysLeft().now();
        needs.database().write(transaction -> {
            if (!needs.accounts().touch(transaction, account)) {
                throw Problem.of(ErrorCode.NOT_FOUND);
            }
            if (!stillProven.test(transaction)) {
                throw Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION);
            }
            List<Identity> all = needs.identities().ofAccount(transaction, account);
            Identity identity = all.stream()
                    .filter(one -> one.provider().equals(provider))
                    .findFirst()
                    .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
            if (!left.withoutIdentity(transaction, account, identity.id())) {
                throw Problem.of(ErrorCode.LAST_SIGN_IN_METHOD);
            }
            needs.identities().remove(transaction, identity);
            PendingLinks.removeOf(transaction, account, provider);
            needs.sessions().endByProvider(transaction, account, provider);
            int ended = end(transaction, account, ending);
            AuditEvent event = AuditEvent.success("link.removed")
                    .bySelf(account)
                    .with("provider", provider)
                    .with("sessions_ended", Integer.toString(ended));
            needs.audit().record(transaction, event, from);
            return null;
        });
    }

    /**
     * Adds a password, where the caller has made sure in this transaction that the account is proven, and holds its row.
     *
     * @throws Problem {@link ErrorCode#CONFLICT} where there is one
     */
    public void addPassword(Transaction transaction, UUID account, String hash, Ending ending, Origin from) {
        if (!needs.passwords().add(transaction, account, hash, needs.clock().instant())) {
            throw Problem.of(ErrorCode.CONFLICT, "The account has a password.");
        }
        end(transaction, account, ending);
        needs.audit().record(transaction, AuditEvent.success("password.added").bySelf(account), from);
    }

    private int end(Transaction transaction, UUID account, Ending ending) {
        return ending.others ? needs.sessions().endOthers(transaction, account, ending.present) : 0;
    }

    private void requireProven(Transaction transaction, UUID account, Predicate<Transaction> stillProven) {
        if (held(transaction, account).isEmpty() || !stillProven.test(transaction)) {
            throw Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION);
        }
    }

    /** The provider, where it is on and lets this identity in. */
    private Provider admitting(ProvenIdentity proven) {
        Provider provider = needs.providers()
                .findEnabled(proven.provider())
                .orElseThrow(() -> Problem.of(ErrorCode.SIGN_IN_REFUSED).because("the provider is off"));
        FederatedAccounts.requireOf(proven, provider);
        if (!WaysIn.admits(provider, proven.email(), proven.emailVerified())) {
            throw Problem.of(ErrorCode.SIGN_IN_REFUSED).because("not of the provider's mail domains");
        }
        return provider;
    }

    /** The account, its row held, where it may be used. */
    private Optional<Account> held(Transaction transaction, UUID account) {
        return needs.accounts().touch(transaction, account)
                ? needs.accounts().find(transaction, account).filter(Account::active)
                : Optional.empty();
    }

    private boolean lives(Transaction transaction, UUID account, Bound bound) {
        UUID session = bound.session();
        return session == null
                || needs.sessions()
                        .findLive(transaction, session)
                        .filter(live -> live.account().equals(account))
                        .isPresent();
    }

    private void record(Transaction transaction, String action, UUID account, String provider, Origin from) {
        AuditEvent event = AuditEvent.success(action).bySelf(account).with("provider", provider);
        needs.audit().record(transaction, event, from);
    }
}
