package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.identities.TokenVault.Kept;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a provider's own tokens to the clients that may have them, and renews them first where they are about to end: of
 * many who ask at once one asks the provider, because a refresh token may work only once.
 */
public final class ProviderAccess {
    private static final Duration MARGIN = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** The rooms that a provider's tokens pass through. */
    public record Needs(
            Database database,
            Identities identities,
            ProviderDirectory providers,
            Accounts accounts,
            AuditTrail audit,
            Seals seals,
            Renewing renewing,
            InstantSource clock) {}

    /** Asks a provider for new tokens. */
    @FunctionalInterface
    public interface Renewing {
        Renewal renew(Provider provider, String refreshToken);
    }

    /** What came of asking. */
    public sealed interface Renewal {
        record Renewed(ProviderTokens tokens) implements Renewal {}

        /** The provider does not take the refresh token, or not from this server. */
        record Denied(String note) implements Renewal {}

        /** There was no answer that tells; it may be asked again. */
        record Failed(String note) implements Renewal {}
    }

    /**
     * What a client gets; never the refresh token.
     *
     * @param scope what it is good for, as the provider says it
     * @param expiresAt null where the provider does not say
     */
    public record Access(
            String accessToken,
            @Nullable String scope,
            @Nullable Instant expiresAt) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Access[scope=" + scope + ", expiresAt=" + expiresAt + "]";
        }
    }

    private final Needs needs;
    private final TokenVault vault;

    public ProviderAccess(Needs needs) {
        this.needs = needs;
        this.vault = new TokenVault(needs.database(), needs.seals(), needs.clock());
    }

    /**
     * The provider's access token for somebody, good for a minute more at least where the provider lets it be renewed.
     * Blocks while the provider is asked.
     *
     * @param client who asks; one of {@link Provider#tokenClients}
     * @throws Problem {@link ErrorCode#INSUFFICIENT_PERMISSIONS} where the client may not have it;
     *     {@link ErrorCode#NOT_FOUND} where none is kept or it has ended for good, so that the person has to sign in with the
     *     provider again; {@link ErrorCode#PROVIDER_FAILED}; {@link ErrorCode#BUSY} while somebody else renews it
     */
    public Access token(UUID account, String providerName, String client, Origin from) {
        Provider provider =
                needs.providers().findEnabled(providerName).orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
        if (!provider.tokenClients().contains(client)) {
            throw Problem.of(ErrorCode.INSUFFICIENT_PERMISSIONS, "This client may not have the provider's tokens.");
        }
        Identity identity = identity(account, provider).orElseThrow(ProviderAccess::none);
        ProviderTokens tokens = usable(identity, provider, account, from);
        needs.database().write(transaction -> {
            AuditEvent event = AuditEvent.success("provider_token.given")
                    .by(client)
                    .on(account.toString())
                    .with("provider", provider.name());
            needs.audit().record(transaction, event, from);
            return null;
        });
        return new Access(tokens.accessToken(), tokens.scope(), tokens.expiresAt());
    }

    private Optional<Identity> identity(UUID account, Provider provider) {
        return needs.database().read(sql -> needs.accounts()
                .find(sql, account)
                .filter(Account::active)
                .flatMap(active -> needs.identities().ofAccount(sql, account, provider.name())));
    }

    private ProviderTokens usable(Identity identity, Provider provider, UUID account, Origin from) {
        Kept kept = vault.find(identity.id()).orElseThrow(ProviderAccess::none);
        ProviderTokens tokens = kept.tokens();
        if (tokens == null) {
            throw none().because("the kept tokens do not open");
        }
        if (!endsWithin(tokens, MARGIN)) {
            return tokens;
        }
        boolean good = !endsWithin(tokens, Duration.ZERO);
        String refreshToken = tokens.refreshToken();
        if (refreshToken == null) {
            if (good) {
                return tokens;
            }
            throw none();
        }
        Optional<Long> claimed = vault.claim(kept);
        if (claimed.isPresent()) {
            return renewed(kept, claimed.get(), provider, refreshToken, account, from);
        }
        if (good) {
            return tokens;
        }
        return vault.find(identity.id())
                .map(Kept::tokens)
                .filter(now -> !endsWithin(now, Duration.ZERO))
                .orElseThrow(() -> Problem.retryLater(ErrorCode.BUSY, RETRY).because("being renewed"));
    }

    private ProviderTokens renewed(
            Kept kept, long claimed, Provider provider, String refreshToken, UUID account, Origin from) {
        Renewal renewal = ask(kept, claimed, provider, refreshToken);
        return switch (renewal) {
            case Renewal.Renewed(ProviderTokens fresh) -> {
                ProviderTokens tokens = TokenVault.merged(kept.tokens(), fresh);
                vault.renewed(kept.identity(), claimed, tokens);
                record(AuditEvent.success("provider_token.renewed"), provider, account, from);
                yield tokens;
            }
            case Renewal.Denied(String note) -> {
                // Not dropped: it may be this server's own secret that the provider does not take.
                vault.release(kept.identity(), claimed);
                record(AuditEvent.failure("provider_token.renewed"), provider, account, from);
                throw none().because(note);
            }
            case Renewal.Failed(String note) -> {
                vault.release(kept.identity(), claimed);
                throw Problem.of(ErrorCode.PROVIDER_FAILED).because(note);
            }
        };
    }

    private Renewal ask(Kept kept, long claimed, Provider provider, String refreshToken) {
        try {
            return needs.renewing().renew(provider, refreshToken);
        } catch (RuntimeException failure) {
            vault.release(kept.identity(), claimed);
            throw failure;
        }
    }

    private boolean endsWithin(ProviderTokens tokens, Duration margin) {
        Instant end = tokens.expiresAt();
        return end != null && !end.isAfter(needs.clock().instant().plus(margin));
    }

    private static Problem none() {
        return Problem.of(ErrorCode.NOT_FOUND, "There is no token of this provider: sign in with it again.");
    }

    private void record(AuditEvent event, Provider provider, UUID account, Origin from) {
        needs.database().write(transaction -> {
            needs.audit().record(transaction, event.on(account.toString()).with("provider", provider.name()), from);
            return null;
        });
    }
}
