package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.AccountChange;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.util.Optional;

/** Finds names for accounts that come from a provider, and keeps them in step with what it proves. */
final class Newcomers {
    private static final int ATTEMPTS = 4;
    private static final int RANDOM_LENGTH = 10;
    /** Without letters and digits that are taken for others. */
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    private final Accounts accounts;
    private final SecureRandom random;

    Newcomers(Accounts accounts, SecureRandom random) {
        this.accounts = accounts;
        this.random = random;
    }

    /** The account whose address this identity has proven to be its own; an unverified address finds nobody. */
    Optional<Account> owner(Sql sql, ProvenIdentity proven) {
        return proven.emailVerified()
                ? Outside.address(proven.email()).flatMap(address -> owner(sql, address))
                : Optional.empty();
    }

    /**
     * Makes an account: with the provider's user name where it is free and fit, and the address where it is free; with
     * a made-up user name where it would have neither.
     *
     * @return empty where the verified address is somebody's by now
     */
    Optional<Account> create(Transaction transaction, ProvenIdentity proven) {
        EmailAddress email = Outside.address(proven.email()).orElse(null);
        Username username = Outside.username(proven).orElse(null);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (email == null && username == null) {
                username = invented(proven.provider());
            }
            Optional<Account> made = accounts.create(transaction, username, email, Outside.name(proven));
            if (made.isPresent()) {
                return made.map(account -> completed(transaction, account, proven));
            }
            if (email != null && accounts.find(transaction, key(email)).isPresent()) {
                if (proven.emailVerified() && owner(transaction, email).isPresent()) {
                    return Optional.empty();
                }
                email = null;
            }
            if (username != null && accounts.find(transaction, key(username)).isPresent()) {
                username = null;
            }
        }
        return Optional.empty();
    }

    /** Notes what the provider proves of an account: that the address is the person's, and what is not known yet. */
    Account completed(Transaction transaction, Account account, ProvenIdentity proven) {
        Optional<EmailAddress> address = Outside.address(proven.email());
        boolean proves = proven.emailVerified()
                && address.filter(email -> Outside.same(email, account.email())).isPresent();
        return accounts.complete(transaction, account.id(), proves, Outside.name(proven), Outside.picture(proven))
                .orElse(account);
    }

    /** Takes an address away from an account, which gets a made-up user name where it has no other name. */
    void withoutAddress(Transaction transaction, Account account, String provider) {
        Optional<Username> name = account.username() == null ? Optional.of(invented(provider)) : Optional.empty();
        accounts.change(
                transaction,
                account.id(),
                new AccountChange(name.isPresent() ? name : null, Optional.empty(), null, null));
    }

    private Optional<Account> owner(Sql sql, EmailAddress address) {
        return accounts.find(sql, key(address)).filter(account -> Outside.same(address, account.email()));
    }

    private Username invented(String provider) {
        StringBuilder name = new StringBuilder(provider).append('-');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return Username.parse(name.toString());
    }

    private static Identifier key(EmailAddress address) {
        return new Identifier(Identifier.Kind.EMAIL, address.key());
    }

    private static Identifier key(Username username) {
        return new Identifier(Identifier.Kind.USERNAME, username.key());
    }
}
