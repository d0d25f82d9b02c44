package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.administration.AccountAdministration;
import dev.gatehouse.domain.administration.ProviderAdministration;
import dev.gatehouse.domain.administration.RecoveryAdministration;
import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Providers;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.signin.Registrations;
import dev.gatehouse.domain.webhooks.Webhooks;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The rooms of the domain that commands work with.
 *
 * @param issuer the public address: what tokens name as their issuer and audience
 * @param providerCheck what is wrong with a provider, a sentence each; asks it
 * @param closing lets go of all of it
 */
public record Workplace(
        String issuer,
        Database database,
        InstantSource clock,
        Accounts accounts,
        Roles roles,
        Sessions sessions,
        Registrations registrations,
        AccountAdministration administration,
        RecoveryAdministration recovery,
        Providers providers,
        ProviderAdministration providerAdministration,
        Function<Provider, List<String>> providerCheck,
        SigningKeys keys,
        TokenVerifier verifier,
        AuditTrail audit,
        AuditChain auditChain,
        Webhooks webhooks,
        Runnable closing)
        implements AutoCloseable {

    /** The account that somebody means by an id, a user name or an e-mail address. */
    Optional<Account> find(Sql sql, String typed) {
        Optional<Account> byId = Optional.empty();
        try {
            byId = accounts.find(sql, UUID.fromString(typed));
        } catch (IllegalArgumentException noId) {
            return accounts.find(sql, Identifier.of(typed));
        }
        return byId.isPresent() ? byId : accounts.find(sql, Identifier.of(typed));
    }

    /** @throws CommandFailed where there is none */
    Account account(String typed) {
        return database.read(sql -> find(sql, typed))
                .orElseThrow(() -> CommandFailed.because(
                        "There is no account with the id, user name or e-mail address \"" + typed + "\"."));
    }

    @Override
    public void close() {
        closing.run();
    }
}
