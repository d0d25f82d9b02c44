package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.assurance.AssuranceSettings;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.breaches.BreachSettings;
import dev.gatehouse.domain.breaches.Breaches;
import dev.gatehouse.domain.credentials.PasswordSettings;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.handover.ExchangeCodes;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.Identities;
import dev.gatehouse.domain.keys.KeySettings;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.domain.limits.AttemptSettings;
import dev.gatehouse.domain.limits.Backoffs;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.mail.Letters;
import dev.gatehouse.domain.marks.Marks;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.domain.providers.ProviderSettings;
import dev.gatehouse.domain.providers.Providers;
import dev.gatehouse.domain.recovery.RecoverySettings;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.BrowserSessions;
import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.signin.SignIns;
import dev.gatehouse.domain.signin.StandingProofs;
import dev.gatehouse.domain.tokens.AccessTokens;
import dev.gatehouse.domain.tokens.RefreshTokens;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.domain.tokens.TokenHorizon;
import dev.gatehouse.domain.tokens.TokenSettings;
import dev.gatehouse.domain.upstream.Upstream;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.metrics.ProcessMetrics;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseSettings;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What the server knows and decides: every room of the domain, built once, in order. */
final class Rooms implements AutoCloseable {
    final Metrics metrics = new Metrics();
    final Database database;
    final InstantSource clock;
    final String serviceName;
    final Accounts accounts;
    final Roles roles;
    final Identities identities;
    final FederationRooms federation;
    final Breaches breaches;
    final Passwords passwords;
    final SigningKeys keys;
    final Revocations revocations;
    final Sessions sessions;
    final BrowserSessions browserSessions;
    final Seals seals;
    final Marks marks;
    final RefreshTokens refreshTokens;
    final AuditTrail audit;
    final RateLimits limits;
    final Backoffs backoffs;
    final OneTimeLinks links;
    final Outbox outbox;
    final Letters letters;
    final FactorRooms factors;
    final SecondFactorRooms secondFactors;
    final PasskeyRooms passkeys;
    final Providers providers;
    final Assurance assurance;
    final StandingProofs proofs;
    final SignIns signIns;
    final SignInRooms signing;
    final AdministrationRooms administration;
    final Guard guard;
    final OutgoingClient outgoing;
    final Upstream upstream;
    final VerificationRooms verification;
    final Entrance entrance;
    final AuditRooms auditing;
    final RecoveryRooms recovery;
    final AccountRooms account;

    private Rooms(
            Values settings,
            Database database,
            InstantSource clock,
            CryptoProviders crypto,
            Function<SigningKeys.Needs, SigningKeys> opening,
            Duration horizon) {
        this.database = database;
        this.clock = clock;
        outgoing = new OutgoingClient(settings.room(OutgoingSettings.SETTINGS), metrics);
        String issuer = settings.room(ServerSettings.SETTINGS).publicUrl().toString();
        TokenSettings tokens = settings.room(TokenSettings.SETTINGS);
        SignInLimits rates = settings.room(SignInLimits.SETTINGS);
        SecureRandom random = new SecureRandom();
        upstream = new Upstream(new Upstream.Needs(outgoing, clock, random));
        Ids ids = new Ids(clock, random);
        Executor background = Thread::startVirtualThread;

        accounts = new Accounts(clock, ids);
        roles = new Roles(database, clock);
        identities = new Identities(roles, clock, ids);
        audit = new AuditTrail(clock, ids, metrics);
        marks = new Marks();
        limits = new RateLimits(database, clock, metrics);
        PasswordSettings passwordSettings = settings.room(PasswordSettings.SETTINGS);
        serviceName = passwordSettings.serviceName();
        breaches = new Breaches(settings.room(BreachSettings.SETTINGS), outgoing, metrics);
        passwords = new Passwords(passwordSettings, random, breaches::know);
        KeySettings keySettings = settings.room(KeySettings.SETTINGS);
        seals = new Seals(database, keySettings.master(), clock, random);
        backoffs = new Backoffs(new Backoffs.Needs(
                database, limits, audit, seals, marks, settings.room(AttemptSettings.SETTINGS), clock, metrics));
        links = new OneTimeLinks(seals, clock, random);
        MailRooms mail = new MailRooms(this, settings, ids, random);
        outbox = mail.outbox;
        letters = mail.letters;
        factors = new FactorRooms(settings.room(FactorSettings.SETTINGS), database, seals, clock, ids, random);
        providers = new Providers(
                new Providers.Needs(database, settings.room(ProviderSettings.SETTINGS), seals, clock, background));
        keys = opening.apply(new SigningKeys.Needs(
                database, keySettings, horizon, crypto, clock, background, AuditRooms.succession(audit)));
        revocations = Revocations.open(new Revocations.Needs(database, issuer, horizon, keys::signer, clock));
        SessionSettings sessionSettings = settings.room(SessionSettings.SETTINGS);
        sessions = new Sessions(clock, ids, sessionSettings, horizon, revocations);
        browserSessions = new BrowserSessions(sessions, sessionSettings, this::letsIn, clock, random);
        refreshTokens = new RefreshTokens(new RefreshTokens.Needs(
                database, tokens, (tx, session, now) -> sessions.end(tx, session), clock, random));
        AccessTokens accessTokens = new AccessTokens(new AccessTokens.Needs(
                issuer, issuer, tokens, keys::signer, revocations::notBefore, clock, ids, metrics));
        guard = guard(issuer, keys, revocations, clock);

        assurance = new Assurance(factors.factors, roles, settings.room(AssuranceSettings.SETTINGS), this::bars);
        proofs = new StandingProofs(accounts, passwords, identities, this::letsIn);
        signIns = signIns(accessTokens);
        secondFactors = new SecondFactorRooms(this);
        signing = new SignInRooms(this, rates, random);
        passkeys = new PasskeyRooms(this, settings.room(PasskeyRooms.SETTINGS), rates, ids, random);
        federation = new FederationRooms(this, random);
        verification = new VerificationRooms(this, settings, this::recover);
        administration = new AdministrationRooms(this);
        entrance = new Entrance(this, settings, random);
        auditing = new AuditRooms(this, settings);
        recovery = new RecoveryRooms(this, settings.room(RecoverySettings.SETTINGS), issuer, random);
        account = new AccountRooms(this, settings);
    }

    private void recover(Transaction transaction, Account account) {
        recovery.recovery.begin(transaction, account);
    }

    private boolean bars(Sql sql, Account account) {
        return verification.verifications.bars(sql, account);
    }

    void welcome(Transaction transaction, Account account) {
        verification.verifications.welcome(transaction, account);
    }

    void unverified(UUID account) {
        verification.verifications.ask(account);
    }

    private SignIns signIns(AccessTokens accessTokens) {
        return new SignIns(new SignIns.Needs(
                database,
                accounts,
                sessions,
                roles,
                accessTokens,
                refreshTokens,
                audit,
                proofs,
                assurance,
                this::letsIn));
    }

    /** Whether this provider lets anybody in now, {@code local} being one too. */
    boolean letsIn(String provider) {
        return provider.equals(AuthenticationEvent.LOCAL)
                || providers.findEnabled(provider).isPresent();
    }

    /** Who calls this server shows a token that it has issued for itself. */
    private static Guard guard(String issuer, SigningKeys keys, Revocations revocations, InstantSource clock) {
        return Guard.builder()
                .issuer(issuer)
                .audience(issuer)
                .keys(keys.verification())
                .revocations(revocations)
                .clock(clock)
                .build();
    }

    /** What the server itself works with. */
    static Rooms serving(Values settings, InstantSource clock) {
        CryptoProviders providers = CryptoProviders.start();
        Duration configured = settings.room(TokenSettings.SETTINGS).longestAccess();
        return on(
                database(settings),
                at -> new Rooms(
                        settings,
                        at,
                        clock,
                        providers,
                        SigningKeys::open,
                        TokenHorizon.serving(at, configured, clock)));
    }

    /**
     * What a command works with, beside a server that may be running on the same data: keys are read when asked for, and
     * no native code is loaded.
     */
    static Rooms visiting(Values settings, InstantSource clock) {
        CryptoProviders providers = CryptoProviders.jdk();
        Duration configured = settings.room(TokenSettings.SETTINGS).longestAccess();
        return on(
                database(settings).visiting(),
                at -> new Rooms(
                        settings,
                        at,
                        clock,
                        providers,
                        SigningKeys::visiting,
                        TokenHorizon.visiting(at, configured, clock)));
    }

    private static DatabaseSettings database(Values settings) {
        return settings.room(ServerSettings.SETTINGS).database();
    }

    private static Rooms on(DatabaseSettings settings, Function<Database, Rooms> build) {
        Database database = Database.open(settings);
        try {
            return build.apply(database);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /** Adds what is read only when somebody asks for it. */
    void measure(Metrics metrics) {
        ProcessMetrics.addTo(metrics);
        outbox.measure(metrics);
        auditing.chain.measure(metrics);
        metrics.gauge("gatehouse_password_hashes_running", "Password hashes at work.", passwords::running);
        metrics.gauge(
                "gatehouse_password_hashes_waiting", "Password hashes that wait for their turn.", passwords::waiting);
        metrics.gauge(
                "gatehouse_database_waiting",
                "Changes that wait for SQLite's writer, or work that waits for a connection to PostgreSQL.",
                database::waiting);
    }

    /** Begins to let expired rows leave. */
    void sweep() {
        Sweeper sweeper = new Sweeper(database, clock);
        Sessions.sweepWith(sweeper);
        RefreshTokens.sweepWith(sweeper);
        Revocations.sweepWith(sweeper);
        RateLimits.sweepWith(sweeper);
        Backoffs.sweepWith(sweeper);
        OneTimeLinks.sweepWith(sweeper);
        Marks.sweepWith(sweeper);
        ExchangeCodes.sweepWith(sweeper);
        AccountLinks.sweepWith(sweeper);
        Outbox.sweepWith(sweeper);
        FactorRooms.sweepWith(sweeper);
        account.sweepWith(sweeper);
    }

    @Override
    public void close() {
        outbox.close();
        auditing.close();
        outgoing.close();
        revocations.close();
        passwords.close();
        database.close();
    }
}
