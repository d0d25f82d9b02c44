package dev.gatehouse.testing;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.AccountChange;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.PasswordSettings;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.FederatedAccounts;
import dev.gatehouse.domain.identities.GivingWay;
import dev.gatehouse.domain.identities.Identities;
import dev.gatehouse.domain.identities.ProviderAccess;
import dev.gatehouse.domain.identities.Resolution;
import dev.gatehouse.domain.identities.WaysLeft;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.passkeys.Passkeys;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.domain.roles.Role;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.sql.Database;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The rooms that a sign-in through a provider passes through, on a real database; without HTTP, so that races are many. */
public final class Federation implements AutoCloseable {
    public static final Origin FROM = new Origin("192.0.2.7", "a browser", "request-1");
    /** A way in is added, and nobody is signed out. */
    public static final AccountLinks.Ending STAYING = new AccountLinks.Ending(false, null);

    public static final String HASH =
            "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc";

    /** Providers that a test adds, changes and turns off. */
    public static final class Directory implements ProviderDirectory {
        private final Map<String, Provider> providers = new ConcurrentSkipListMap<>();

        public Provider put(Provider provider) {
            providers.put(provider.name(), provider);
            return provider;
        }

        @Override
        public List<Provider> enabled() {
            return providers.values().stream().filter(Provider::enabled).toList();
        }

        @Override
        public Optional<Provider> find(String name) {
            return Optional.ofNullable(providers.get(name));
        }
    }

    public final TestClock clock = new TestClock();
    public final Directory directory = new Directory();
    public final Database database;
    public final Accounts accounts;
    public final Roles roles;
    public final Passwords passwords = new Passwords(PasswordSettings.DEFAULT, new SecureRandom());
    public final Revocations revocations;
    public final Sessions sessions;
    public final Identities identities;
    public final FederatedAccounts federated;
    public final AccountLinks links;
    private final AuditTrail audit;
    private final Seals seals;

    public Federation(TestDatabase on) {
        SecureRandom random = new SecureRandom();
        Ids ids = new Ids(clock, random);
        Signer signer = Signer.ofSecret(
                "a shared secret of 32 bytes, or so".getBytes(StandardCharsets.UTF_8), CryptoProviders.jdk());
        database = on.database();
        accounts = new Accounts(clock, ids);
        roles = new Roles(database, clock);
        audit = new AuditTrail(clock, ids);
        seals = new Seals(database, null, clock, random);
        Duration longest = Duration.ofMinutes(15);
        revocations =
                Revocations.open(new Revocations.Needs(database, TestServer.PUBLIC_URL, longest, () -> signer, clock));
        Duration month = Duration.ofDays(30);
        sessions = new Sessions(
                clock,
                ids,
                new SessionSettings(month, month, month, Duration.ofMinutes(5), 100, false),
                longest,
                revocations);
        identities = new Identities(roles, clock, ids);
        Passkeys passkeys = new Passkeys(clock, ids);
        GivingWay givingWay = new GivingWay(new GivingWay.Needs(
                accounts,
                identities,
                passwords,
                roles,
                sessions,
                revocations,
                new OneTimeLinks(seals, clock, random),
                passkeys::removeAll,
                audit,
                random));
        federated = new FederatedAccounts(new FederatedAccounts.Needs(
                database, identities, directory, accounts, passwords, roles, givingWay, audit, seals, clock, random));
        links = new AccountLinks(new AccountLinks.Needs(
                database,
                identities,
                directory,
                accounts,
                passwords,
                new WaysLeft(identities, directory, passwords, passkeys),
                sessions,
                audit,
                seals,
                clock,
                random));
        for (String name : List.of("google", "github", "microsoft")) {
            directory.put(provider(name));
        }
    }

    /** What hands out provider tokens, asking this for new ones. */
    public ProviderAccess access(ProviderAccess.Renewing renewing) {
        return new ProviderAccess(
                new ProviderAccess.Needs(database, identities, directory, accounts, audit, seals, renewing, clock));
    }

    /** An OpenID Connect provider with nothing special. */
    public static Provider provider(String name) {
        return provider(name, true, true, Set.of(), Map.of(), Set.of());
    }

    public static Provider provider(
            String name,
            boolean enabled,
            boolean signUp,
            Set<String> mailDomains,
            Map<String, String> roleRules,
            Set<String> tokenClients) {
        return new Provider(
                name,
                name,
                "oidc",
                enabled,
                Provider.Protocol.OPENID_CONNECT,
                "client",
                new Provider.Credential.Basic(new Secret("secret")),
                issuer(name),
                false,
                new Provider.Endpoints(null, null, null, null, null),
                List.of("openid", "email"),
                Provider.ResponseMode.QUERY,
                true,
                Provider.Reauthentication.BOTH,
                Map.of(),
                new Provider.ClaimNames("sub", "email", "email_verified", "name", "picture", null, "groups"),
                Provider.EmailTrust.CLAIM,
                signUp,
                mailDomains,
                roleRules,
                tokenClients);
    }

    public static String issuer(String provider) {
        return "https://" + provider + ".example";
    }

    /** Somebody with a verified address. */
    public static ProvenIdentity verified(String provider, String subject, String email) {
        return proven(provider, subject, email, true, null);
    }

    /** Somebody whose address the provider does not vouch for. */
    public static ProvenIdentity unverified(String provider, String subject, String email) {
        return proven(provider, subject, email, false, null);
    }

    public static ProvenIdentity proven(
            String provider, String subject, @Nullable String email, boolean verified, @Nullable String username) {
        return new ProvenIdentity(
                provider, issuer(provider), subject, email, verified, null, null, username, List.of(), null, null);
    }

    public static ProvenIdentity inGroups(ProvenIdentity proven, String... groups) {
        return new ProvenIdentity(
                proven.provider(),
                proven.issuer(),
                proven.subject(),
                proven.email(),
                proven.emailVerified(),
                proven.name(),
                proven.picture(),
                proven.username(),
                List.of(groups),
                proven.authTime(),
                proven.tokens());
    }

    public static ProvenIdentity withTokens(ProvenIdentity proven, ProviderTokens tokens) {
        return new ProvenIdentity(
                proven.provider(),
                proven.issuer(),
                proven.subject(),
                proven.email(),
                proven.emailVerified(),
                proven.name(),
                proven.picture(),
                proven.username(),
                proven.groups(),
                proven.authTime(),
                tokens);
    }

    public Provider find(String provider) {
        return directory.find(provider).orElseThrow();
    }

    public Resolution resolve(ProvenIdentity proven) {
        return federated.resolve(proven, find(proven.provider()));
    }

    public Resolution register(ProvenIdentity proven) {
        return federated.register(proven, find(proven.provider()), FROM);
    }

    /** A new account for it; fails where that is not so. */
    public Account newcomer(ProvenIdentity proven) {
        if (register(proven) instanceof Resolution.Known known && known.created()) {
            return account(known.account().id());
        }
        throw new AssertionError("no new account for " + proven);
    }

    /** The sign-in itself: a session, where the identity is the account's still. */
    public Optional<UUID> signIn(UUID account, ProvenIdentity proven) {
        return database.write(transaction -> accounts.signedIn(transaction, account)
                .filter(active -> federated.signedIn(transaction, account, proven, find(proven.provider()), FROM))
                .map(active -> sessions.open(
                                transaction,
                                account,
                                "gatehouse",
                                "account",
                                how("oauth", proven.provider()),
                                clock.instant(),
                                FROM)
                        .id()));
    }

    /** A session by password. */
    public UUID session(UUID account) {
        return database.write(transaction -> sessions.open(
                        transaction,
                        account,
                        "gatehouse",
                        "account",
                        AuthenticationEvent.PASSWORD,
                        clock.instant(),
                        FROM)
                .id());
    }

    public boolean lives(UUID session) {
        return database.read(sql -> sessions.findLive(sql, session)).isPresent();
    }

    /** An account with a password, as a sign-up makes it. */
    public Account signedUp(@Nullable String username, @Nullable String email) {
        return database.write(transaction -> {
            Account account = accounts.create(
                            transaction,
                            username == null ? null : Username.parse(username),
                            email == null ? null : EmailAddress.parse(email),
                            null)
                    .orElseThrow();
            passwords.set(transaction, account.id(), HASH, clock.instant());
            roles.grant(transaction, account.id(), Roles.FIRST);
            return account;
        });
    }

    /** Marks the account's address as verified. */
    public void verify(Account account) {
        database.write(transaction -> accounts.complete(transaction, account.id(), true, null, null));
    }

    public void disable(UUID account) {
        database.write(
                transaction -> accounts.change(transaction, account, AccountChange.status(Account.Status.DISABLED)));
    }

    public Account account(UUID id) {
        return database.read(sql -> accounts.find(sql, id)).orElseThrow();
    }

    public boolean exists(UUID account) {
        return database.read(sql -> accounts.find(sql, account)).isPresent();
    }

    /** How many sessions live, whoever's they are. */
    public long liveSessions() {
        return count("sessions WHERE ended_at IS NULL");
    }

    public List<String> rolesOf(UUID account) {
        return database.read(sql -> roles.ofAccount(sql, account));
    }

    public void grant(UUID account, String role) {
        database.write(transaction -> {
            roles.grant(transaction, account, role);
            return null;
        });
    }

    public void role(String name, String... permissions) {
        database.write(transaction -> roles.create(transaction, new Role(name, "", List.of(permissions))));
    }

    /** Links an identity to an account whose owner is proven. */
    public void link(UUID account, ProvenIdentity proven) {
        clock.advance(Duration.ofMillis(1)); // so that the order of links is that of time
        Bound here = new Bound.Browser("a browser's key");
        links.confirm(links.hold(proven, account, here, FROM), account, here, transaction -> true, STAYING, FROM);
    }

    public List<String> linked(UUID account) {
        return database.read(sql -> identities.ofAccount(sql, account)).stream()
                .map(identity -> identity.provider() + " " + identity.subject())
                .toList();
    }

    public long count(String table) {
        return database.read(sql -> sql.one("SELECT count(*) AS rows FROM " + table, row -> row.number("rows")))
                .orElseThrow();
    }

    /** Every action so far that was done to this account. */
    public List<String> audited(UUID subject) {
        return database.read(sql -> sql.list(
                "SELECT action FROM audit_events WHERE subject = ? ORDER BY at", row -> row.text("action"), subject));
    }

    private static AuthenticationEvent how(String method, String provider) {
        return new AuthenticationEvent(method, provider, List.of("fed"), "urn:gatehouse:acr:1");
    }

    @Override
    public void close() {
        revocations.close();
        passwords.close();
    }
}
