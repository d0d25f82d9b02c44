package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows whenever somebody has proven an identity that is their account's: at a sign-up, a sign-in and a link. */
record Arrivals(Identities identities, Newcomers newcomers, TokenVault vault) {
    /** The account's row is held. Whether the account has other roles now. */
    boolean settle(
            Transaction transaction, Account account, Identity identity, ProvenIdentity proven, Provider provider) {
        newcomers.completed(transaction, account, proven);
        keep(transaction, identity, proven, provider);
        return identities.applyRules(transaction, identity, wanted(proven, provider));
    }

    private void keep(Transaction transaction, Identity identity, ProvenIdentity proven, Provider provider) {
        ProviderTokens tokens = proven.tokens();
        if (!provider.keepsTokens()) {
            vault.forget(transaction, identity.id());
        } else if (tokens != null) {
            vault.keepAfter(transaction, identity.id(), tokens);
        }
    }

    private static Set<String> wanted(ProvenIdentity proven, Provider provider) {
        return proven.groups().stream()
                .map(group -> provider.roleRules().get(group))
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }
}
