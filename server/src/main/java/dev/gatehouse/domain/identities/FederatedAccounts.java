package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.identities.Resolution.Fresh;
import dev.gatehouse.domain.identities.Resolution.Known;
import dev.gatehouse.domain.identities.Resolution.Reason;
import dev.gatehouse.domain.identities.Resolution.Refused;
import dev.gatehouse.domain.identities.Resolution.Taken;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The accounts of people who come from a provider. An account is found by the identity (issuer, subject) alone; an address
 * never opens one, however well it is proven. What is decided here by a look is decided again where it is written.
 */
public final class FederatedAccounts {
    private static final int ATTEMPTS = 5;

    /** The rooms that a sign-in through a provider passes through. */
    public record Needs(
            Database database,
            Identities identities,
            ProviderDirectory providers,
            Accounts accounts,
            Passwords passwords,
            Roles roles,
            GivingWay givingWay,
            AuditTrail audit,
            Seals seals,
            InstantSource clock,
            SecureRandom random) {}

    /** What was looked at has changed before it could be written: the transaction ends without effect. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("overtaken", null, false, false);
        }
    }

    private final Needs needs;
    private final Arrivals arrivals;
    private final Newcomers newcomers;

    public FederatedAccounts(Needs needs) {
        this.needs = needs;
        this.newcomers = new Newcomers(needs.accounts(), needs.random());
        this.arrivals = new Arrivals(
                needs.identities(), newcomers, new TokenVault(needs.database(), needs.seals(), needs.clock()));
    }

    /**
     * What this identity means here at this moment.
     *
     * @throws Problem {@link ErrorCode#PROVIDER_FAILED} where it is none that can be kept
     */
    public Resolution resolve(ProvenIdentity proven, Provider provider) {
        requireOf(proven, provider);
        if (needs.providers().findEnabled(provider.name()).isEmpty()) {
            return new Refused(Reason.PROVIDER_OFF);
        }
        if (!WaysIn.admits(provider, proven.email(), proven.emailVerified())) {
            return new Refused(Reason.MAIL_DOMAIN);
        }
        WaysIn waysIn = WaysIn.of(needs.providers());
        return needs.database().read(sql -> {
            Optional<Account> owner = newcomers.owner(sql, proven);
            // After the address: who has been registered in between is found with both, never with the address alone.
            Optional<Identity> identity = needs.identities().find(sql, proven.issuer(), proven.subject());
            return identity.isPresent() ? known(sql, identity.get(), provider) : unknown(sql, owner, provider, waysIn);
        });
    }

    /**
     * Makes an account for an identity that is nobody's, both or neither. Of many who do so at once one wins; the others
     * get what the identity means then.
     *
     * @return {@link Known} where it has an account now; never {@link Fresh}
     * @throws Problem {@link ErrorCode#PROVIDER_FAILED} as {@link #resolve}; {@link ErrorCode#BUSY}
     */
    public Resolution register(ProvenIdentity proven, Provider provider, Origin from) {
        return settle(
                proven, provider, Fresh.class::isInstance, transaction -> arrived(transaction, proven, provider, from));
    }

    /**
     * Takes its address away from an account that a stranger may have made with it, and gives the proven owner a new
     * account (row A30 of the attacks that are tested): the old one's sessions end, its tokens are revoked, its password
     * and passkeys are gone; where it has neither another name nor an identity, it is deleted.
     *
     * @param account whom the person said not to be, as {@link #resolve} named it
     * @return {@link Known} where that was done; else what the identity means now, such as {@link Taken} where the account
     *     does not give way
     */
    public Resolution giveWay(UUID account, ProvenIdentity proven, Provider provider, Origin from) {
        return settle(
                proven,
                provider,
                now -> now instanceof Taken taken
                        && taken.mayGiveWay()
                        && taken.account().id().equals(account),
                transaction -> {
                    Account old = needs.accounts().touch(transaction, account)
                            ? newcomers.owner(transaction, proven).orElseThrow(Overtaken::new)
                            : overtaken();
                    if (!old.id().equals(account) || !needs.givingWay().may(transaction, old)) {
                        return overtaken();
                    }
                    needs.givingWay().giveWay(transaction, old, provider.name(), from);
                    return arrived(transaction, proven, provider, from);
                });
    }

    /**
     * Notes a sign-in, in the transaction that opens the session and while it holds the account's row: what the provider
     * says of the person now, the roles that follow from it, and its tokens where they are kept. To be called before the
     * account's roles are read.
     *
     * @return false where the identity is not this account's any more, so that nobody may be signed in by it
     */
    public boolean signedIn(
            Transaction transaction, UUID account, ProvenIdentity proven, Provider provider, Origin from) {
        requireOf(proven, provider);
        Optional<Account> active = needs.accounts().find(transaction, account).filter(Account::active);
        Optional<Identity> identity =
                active.flatMap(present -> needs.identities().used(transaction, account, proven));
        if (active.isEmpty() || identity.isEmpty()) {
            return false;
        }
        if (arrivals.settle(transaction, active.get(), identity.get(), proven, provider)) {
            record(transaction, rolesChanged(transaction, account, provider), from);
        }
        return true;
    }

    /**
     * The same where an account is proven once more, and nobody may be signed in by it yet: roles follow what the provider
     * says at every proof, so that nobody keeps one by never beginning anew.
     *
     * @return false as {@link #signedIn}
     */
    public boolean seen(UUID account, ProvenIdentity proven, Provider provider, Origin from) {
        return needs.database()
                .<Boolean>write(transaction -> needs.accounts().touch(transaction, account)
                        && signedIn(transaction, account, proven, provider, from));
    }

    private Resolution known(Sql sql, Identity identity, Provider provider) {
        if (!identity.provider().equals(provider.name())) {
            return new Refused(Reason.OTHER_PROVIDER);
        }
        return needs.accounts()
                .find(sql, identity.account())
                .filter(Account::active)
                .<Resolution>map(account -> new Known(account, identity, false))
                .orElseGet(() -> new Refused(Reason.INACTIVE));
    }

    private Resolution unknown(Sql sql, Optional<Account> owner, Provider provider, WaysIn waysIn) {
        if (owner.isEmpty()) {
            return provider.signUp() ? new Fresh() : new Refused(Reason.SIGN_UP_CLOSED);
        }
        Account account = owner.get();
        if (!account.active()) {
            return new Refused(Reason.INACTIVE);
        }
        List<Identity> linked = needs.identities().ofAccount(sql, account.id());
        return new Taken(
                account,
                needs.passwords().find(sql, account.id()).isPresent(),
                linked.stream().filter(waysIn::usable).map(Identity::provider).toList(),
                linked.stream().noneMatch(identity -> identity.provider().equals(provider.name())),
                provider.signUp() && needs.givingWay().may(sql, account));
    }

    private Known arrived(Transaction transaction, ProvenIdentity proven, Provider provider, Origin from) {
        Account account = newcomers.create(transaction, proven).orElseThrow(Overtaken::new);
        Identity identity =
                needs.identities().insert(transaction, account.id(), proven).orElseThrow(Overtaken::new);
        needs.roles().grant(transaction, account.id(), Roles.FIRST);
        arrivals.settle(transaction, account, identity, proven, provider);
        AuditEvent event = AuditEvent.success("account.created")
                .bySelf(account.id())
                .with("role", String.join(" ", needs.roles().ofAccount(transaction, account.id())))
                .with("provider", provider.name());
        record(transaction, event, from);
        return new Known(
                account,
                needs.identities()
                        .find(transaction, proven.issuer(), proven.subject())
                        .orElseThrow(),
                true);
    }

    private Resolution settle(
            ProvenIdentity proven,
            Provider provider,
            Function<Resolution, Boolean> wanted,
            Function<Transaction, Known> work) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Resolution now = resolve(proven, provider);
            if (!wanted.apply(now)) {
                return now;
            }
            try {
                return needs.database().write(work);
            } catch (Overtaken another) {
                continue;
            }
        }
        throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)).because("overtaken too often");
    }

    private static <T> T overtaken() {
        throw new Overtaken();
    }

    private AuditEvent rolesChanged(Transaction transaction, UUID account, Provider provider) {
        return AuditEvent.success("account.changed")
                .by("provider:" + provider.name())
                .on(account.toString())
                .with("roles", String.join(" ", needs.roles().ofAccount(transaction, account)));
    }

    private void record(Transaction transaction, AuditEvent event, Origin from) {
        needs.audit().record(transaction, event, from);
    }

    /** That one provider's proof is never taken for another's is for the caller to know; here it is made sure. */
    static void requireOf(ProvenIdentity proven, Provider provider) {
        if (!proven.provider().equals(provider.name())) {
            throw new IllegalArgumentException("proven by " + proven.provider() + ", not " + provider.name());
        }
        if (!fits(proven.issuer(), 512) || !fits(proven.subject(), 255)) {
            throw Problem.of(ErrorCode.PROVIDER_FAILED).because("issuer or subject empty, too long or not text");
        }
    }

    private static boolean fits(String text, int longest) {
        return !text.isBlank()
                && text.length() <= longest
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || (c >= 0xd800 && c <= 0xdfff));
    }
}
