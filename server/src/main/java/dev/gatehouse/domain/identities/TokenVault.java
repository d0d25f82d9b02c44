package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tokens of providers, sealed for the identity that they belong to. A row's version is even while its tokens
 * may be used, and odd while somebody renews them; whoever makes it odd is the only one who asks the provider.
 */
final class TokenVault {
    /** How long the one who renews has: longer than any request to a provider may take. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(TokenVault.class);
    private static final String PURPOSE = "provider-tokens";
    private static final int LONGEST = 65_536;

    /** A row. {@code tokens} is null where they do not open any more, because the key is gone. */
    record Kept(UUID identity, long version, @Nullable ProviderTokens tokens) {}

    private record Line(String sealed, long version) {}

    private final Database database;
    private final Seals seals;
    private final InstantSource clock;

    TokenVault(Database database, Seals seals, InstantSource clock) {
        this.database = database;
        this.seals = seals;
        this.clock = clock;
    }

    /**
     * Keeps what a sign-in brought, once that has been committed. Providers give a refresh token at the first consent only:
     * one that is there stays where none came.
     */
    void keepAfter(Transaction transaction, UUID identity, ProviderTokens tokens) {
        transaction.afterCommit(() -> {
            try {
                keep(identity, tokens);
            } catch (RuntimeException failure) {
                LOG.warn("A provider's tokens for identity {} are not kept", identity, failure);
            }
        });
    }

    /** When tokens were last kept for this identity; empty where none are. */
    static Optional<Instant> keptAt(Sql sql, UUID identity) {
        return sql.one(
                "SELECT updated_at FROM provider_tokens WHERE identity_id = ?",
                row -> row.instant("updated_at"),
                identity);
    }

    void forget(Transaction transaction, UUID identity) {
        transaction.update("DELETE FROM provider_tokens WHERE identity_id = ?", identity);
    }

    Optional<Kept> find(UUID identity) {
        return database.read(sql -> line(sql, identity))
                .map(line -> new Kept(identity, line.version(), open(identity, line.sealed())));
    }

    /** Begins to renew: the version to finish with; empty where somebody else does or has done it. */
    Optional<Long> claim(Kept kept) {
        long claimed = kept.version() % 2 == 0 ? kept.version() + 1 : kept.version() + 2;
        return database.<Boolean>single(sql -> sql.update(
                                """
                                UPDATE provider_tokens SET version = ?, updated_at = ?
                                WHERE identity_id = ? AND version = ? AND (version % 2 = 0 OR updated_at < ?)""",
                                claimed,
                                clock.instant(),
                                kept.identity(),
                                kept.version(),
                                clock.instant().minus(LEASE))
                        == 1)
                ? Optional.of(claimed)
                : Optional.empty();
    }

    /** Puts the renewed tokens in the place of those that were claimed; nothing where a sign-in has brought newer ones. */
    void renewed(UUID identity, long claimed, ProviderTokens tokens) {
        String sealed = seal(identity, tokens);
        if (sealed.length() > LONGEST) {
            LOG.warn("A provider's new tokens for identity {} are too long to be kept", identity);
            release(identity, claimed);
            return;
        }
        database.single(sql -> sql.update(
                "UPDATE provider_tokens SET sealed = ?, version = ?, updated_at = ? WHERE identity_id = ? AND version = ?",
                sealed,
                claimed + 1,
                clock.instant(),
                identity,
                claimed));
    }

    /** Lets the next one try. */
    void release(UUID identity, long claimed) {
        database.single(sql -> sql.update(
                "UPDATE provider_tokens SET version = ? WHERE identity_id = ? AND version = ?",
                claimed + 1,
                identity,
                claimed));
    }

    /** What is there goes on where the newer has none. */
    static ProviderTokens merged(@Nullable ProviderTokens older, ProviderTokens newer) {
        if (older == null) {
            return newer;
        }
        return new ProviderTokens(
                newer.accessToken(),
                newer.refreshToken() == null ? older.refreshToken() : newer.refreshToken(),
                newer.scope() == null ? older.scope() : newer.scope(),
                newer.expiresAt());
    }

    private void keep(UUID identity, ProviderTokens tokens) {
        ProviderTokens older = find(identity).map(Kept::tokens).orElse(null);
        String sealed = seal(identity, merged(older, tokens));
        if (sealed.length() > LONGEST) {
            LOG.warn("A provider's tokens for identity {} are too long to be kept", identity);
            return;
        }
        database.single(sql -> sql.update("""
                INSERT INTO provider_tokens (identity_id, sealed, version, updated_at)
                SELECT id, ?, 0, ? FROM identities WHERE id = ?
                ON CONFLICT (identity_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at,
                    version = (provider_tokens.version / 2 + 1) * 2""", sealed, clock.instant(), identity));
    }

    private static Optional<Line> line(Sql sql, UUID identity) {
        return sql.one(
                "SELECT sealed, version FROM provider_tokens WHERE identity_id = ?",
                row -> new Line(row.text("sealed"), row.number("version")),
                identity);
    }

    private String seal(UUID identity, ProviderTokens tokens) {
        return seals.seal(PURPOSE, IdentityJson.bytes(tokens), bound(identity));
    }

    private @Nullable ProviderTokens open(UUID identity, String sealed) {
        return seals.open(PURPOSE, sealed, bound(identity))
                .map(IdentityJson::readTokens)
                .orElse(null);
    }

    private static byte[] bound(UUID identity) {
        return identity.toString().getBytes(StandardCharsets.UTF_8);
    }
}
