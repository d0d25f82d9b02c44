package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.tokens.RefreshOutcome;
import dev.gatehouse.domain.tokens.RefreshOutcome.Expired;
import dev.gatehouse.domain.tokens.RefreshOutcome.Retried;
import dev.gatehouse.domain.tokens.RefreshOutcome.Reused;
import dev.gatehouse.domain.tokens.RefreshOutcome.Rotated;
import dev.gatehouse.domain.tokens.RefreshOutcome.Unknown;
import dev.gatehouse.domain.tokens.RefreshToken;
import dev.gatehouse.domain.tokens.RefreshTokens;
import dev.gatehouse.domain.tokens.TokenSettings;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class RefreshTokensContractTest {
    private static final Instant START = Instant.parse("2026-02-01T10:00:00Z");
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofDays(7);
    private static final Instant SESSION_END = START.plus(Duration.ofDays(30));
    private static final UUID ACCOUNT = new UUID(0x7000L, 0x8000_0000_0000_0001L);
    private static final UUID SESSION = new UUID(0x7001L, 0x8000_0000_0000_0001L);

    private volatile Instant now = START;
    private final InstantSource clock = () -> now;

    @OnEveryDatabase
    void aTokenIsSpentOnceAndItsSuccessorWorks(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        RefreshToken second = rotated(tokens, first);
        RefreshToken third = rotated(tokens, second);

        assertThat(List.of(first.value(), second.value(), third.value())).doesNotHaveDuplicates();
        assertThat(tokens.rotate("gr_nothing")).isEqualTo(new Unknown());
        Optional<RefreshTokens.Known> known = on.database().read(sql -> tokens.find(sql, third.value()));
        assertThat(known).contains(new RefreshTokens.Known(SESSION, START.plus(TTL)));
    }

    @OnEveryDatabase
    void a18FiftyCallersAtOnceGetOneSuccessorAndAllOfThemAWorkingAnswer(TestDatabase on) throws Exception {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        List<RefreshOutcome> outcomes = fiftyAtOnce(tokens, first);

        assertThat(outcomes).filteredOn(Rotated.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Retried.class::isInstance).hasSize(49);
        assertThat(outcomes.stream().map(RefreshTokensContractTest::next).distinct())
                .hasSize(1);
        assertThat(rows(on.database())).isEqualTo(2);
        rotated(tokens, next(outcomes.getFirst()));
    }

    @OnEveryDatabase
    void a18OutsideTheGraceNobodyOfFiftyGetsAnAnswerAndTheFamilyEnds(TestDatabase on) throws Exception {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        RefreshToken second = rotated(tokens, first);
        now = START.plus(GRACE).plusMillis(1);
        List<RefreshOutcome> outcomes = fiftyAtOnce(tokens, first);

        assertThat(outcomes).contains(new Reused(SESSION));
        assertThat(outcomes).allMatch(o -> o instanceof Reused || o instanceof Expired);
        assertThat(ended(on.database())).isTrue();
        assertThat(tokens.rotate(second.value())).isEqualTo(new Expired());
    }

    @OnEveryDatabase
    void theGraceHoldsBelowAndAtItsEndAndNotAbove(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        RefreshToken second = rotated(tokens, first);
        now = START.plus(GRACE).minusMillis(1);
        assertThat(tokens.rotate(first.value())).isEqualTo(new Retried(second));
        now = START.plus(GRACE);
        assertThat(tokens.rotate(first.value())).isEqualTo(new Retried(second));
        now = START.plus(GRACE).plusMillis(1);
        assertThat(tokens.rotate(first.value())).isEqualTo(new Reused(SESSION));
    }

    @OnEveryDatabase
    void aRetryIsLedAHundredStepsAndNoFurther(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        RefreshToken tip = first;
        for (int step = 0; step < 100; step++) {
            tip = rotated(tokens, tip);
        }
        assertThat(tokens.rotate(first.value())).isEqualTo(new Retried(tip));
        rotated(tokens, tip);
        assertThat(tokens.rotate(first.value())).isEqualTo(new Reused(SESSION));
        assertThat(ended(on.database())).isTrue();
    }

    @OnEveryDatabase
    void aRetryIsLedToTheTipOfTheChainAsLongAsEachStepIsInsideTheGrace(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        RefreshToken second = rotated(tokens, first);
        now = START.plusSeconds(8);
        RefreshToken third = rotated(tokens, second);
        now = START.plusSeconds(9);

        assertThat(tokens.rotate(first.value())).isEqualTo(new Retried(third));
        now = START.plusSeconds(11);
        assertThat(tokens.rotate(second.value())).isEqualTo(new Retried(third));
        assertThat(tokens.rotate(first.value())).isEqualTo(new Reused(SESSION));
    }

    @OnEveryDatabase
    void aTokenSlidesForAWeekAndNeverPastItsSession(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken token = signIn(on.database(), tokens);
        assertThat(token.expiresAt()).isEqualTo(START.plus(TTL));
        now = token.expiresAt().minusMillis(1);
        token = rotated(tokens, token);
        assertThat(token.expiresAt()).isEqualTo(now.plus(TTL));
        for (int week = 0; week < 3; week++) {
            now = token.expiresAt().minusMillis(1);
            token = rotated(tokens, token);
        }
        assertThat(token.expiresAt()).isEqualTo(SESSION_END);
        now = SESSION_END;
        assertThat(tokens.rotate(token.value())).isEqualTo(new Expired());
    }

    @OnEveryDatabase
    void aTokenThatWaitedTooLongIsExpiredAndEndsNothing(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken token = signIn(on.database(), tokens);
        now = token.expiresAt();

        assertThat(tokens.rotate(token.value())).isEqualTo(new Expired());
        assertThat(ended(on.database())).isFalse();
    }

    @OnEveryDatabase
    void a28NeitherAnEndedSessionNorADisabledAccountIsRefreshed(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        RefreshToken second = rotated(tokens, first);
        on.database().write(tx -> tx.update("UPDATE accounts SET status = 'disabled'"));
        assertThat(tokens.rotate(second.value())).isEqualTo(new Expired());
        assertThat(tokens.rotate(first.value())).isEqualTo(new Expired());
        on.database().write(tx -> tx.update("UPDATE accounts SET status = 'active'"));
        on.database().write(tx -> tx.update("UPDATE sessions SET ended_at = ?", now));
        assertThat(tokens.rotate(second.value())).isEqualTo(new Expired());
        assertThat(tokens.rotate(first.value())).isEqualTo(new Expired());
    }

    @OnEveryDatabase
    void a19ARestartRevivesNoSpentToken(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        RefreshToken second = rotated(tokens, first);
        RefreshTokens again = tokens(on.restart());

        assertThat(again.rotate(first.value())).isEqualTo(new Retried(second));
        now = START.plus(GRACE).plusMillis(1);
        assertThat(again.rotate(first.value())).isEqualTo(new Reused(SESSION));
    }

    @OnEveryDatabase
    void whatIsStoredIsNoToken(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        RefreshToken first = signIn(on.database(), tokens);
        byte[] hash = on.database()
                .read(sql -> sql.one("SELECT hash FROM refresh_tokens", row -> row.bytes("hash")))
                .orElseThrow();
        String forged = "gr_" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);

        assertThat(tokens.rotate(forged)).isEqualTo(new Unknown());
        assertThat(first.toString()).doesNotContain(first.value());
    }

    @OnEveryDatabase
    void expiredRowsLeaveAndAChainGoesOn(TestDatabase on) {
        RefreshTokens tokens = tokens(on.database());
        Sweeper sweeper = new Sweeper(on.database(), clock, Runnable::run);
        RefreshTokens.sweepWith(sweeper);
        RefreshToken first = signIn(on.database(), tokens);
        now = START.plus(Duration.ofDays(6));
        RefreshToken second = rotated(tokens, first);
        now = START.plus(TTL).plusMillis(1);
        RefreshToken third = rotated(tokens, second);

        assertThat(rows(on.database())).isEqualTo(2);
        assertThat(tokens.rotate(first.value())).isEqualTo(new Unknown());
        rotated(tokens, third);
    }

    private static List<RefreshOutcome> fiftyAtOnce(RefreshTokens tokens, RefreshToken token) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RefreshOutcome>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                futures.add(threads.submit(() -> {
                    barrier.await();
                    return tokens.rotate(token.value());
                }));
            }
            List<RefreshOutcome> outcomes = new ArrayList<>();
            for (Future<RefreshOutcome> future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }

    private static RefreshToken rotated(RefreshTokens tokens, RefreshToken token) {
        RefreshOutcome outcome = tokens.rotate(token.value());
        assertThat(outcome).isInstanceOf(Rotated.class);
        return next(outcome);
    }

    private static RefreshToken next(RefreshOutcome outcome) {
        return switch (outcome) {
            case Rotated(RefreshToken next) -> next;
            case Retried(RefreshToken next) -> next;
            default -> throw new AssertionError("no working answer: " + outcome);
        };
    }

    private RefreshTokens tokens(Database database) {
        TokenSettings settings = new TokenSettings(Duration.ofMinutes(15), Map.of(), TTL, GRACE);
        return new RefreshTokens(
                new RefreshTokens.Needs(database, settings, RefreshTokensContractTest::end, clock, new SecureRandom()));
    }

    /** As the sessions' room does it. */
    private static void end(Transaction tx, UUID session, Instant now) {
        tx.update("UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL", now, session);
    }

    private RefreshToken signIn(Database database, RefreshTokens tokens) {
        return database.write(tx -> {
            insertAccountAndSession(tx, now);
            return tokens.first(tx, SESSION, SESSION_END);
        });
    }

    private static void insertAccountAndSession(Sql sql, Instant now) {
        sql.update("""
                INSERT INTO accounts (id, username, username_key, email_verified, status, created_at, updated_at)
                VALUES (?, 'ada', 'ada', ?, 'active', ?, ?)""", ACCOUNT, false, now, now);
        sql.update("""
                INSERT INTO sessions (id, account_id, client_id, scope, auth_method, provider, amr, acr, auth_time,
                                      created_at, ends_at)
                VALUES (?, ?, 'gatehouse', '', 'password', 'local', 'pwd', '1', ?, ?, ?)""", SESSION, ACCOUNT, now, now, SESSION_END);
    }

    private static int rows(Database database) {
        return database.read(sql -> sql.one("SELECT count(*) AS n FROM refresh_tokens", row -> row.count("n")))
                .orElseThrow();
    }

    private static boolean ended(Database database) {
        return database.read(
                        sql -> sql.one("SELECT ended_at FROM sessions", row -> row.optionalInstant("ended_at") != null))
                .orElseThrow();
    }
}
