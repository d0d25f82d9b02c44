package dev.gatehouse.contract;

import static dev.gatehouse.testing.Federation.FROM;
import static dev.gatehouse.testing.Federation.verified;
import static dev.gatehouse.testing.Federation.withTokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.ProviderAccess;
import dev.gatehouse.domain.identities.ProviderAccess.Access;
import dev.gatehouse.domain.identities.ProviderAccess.Renewal;
import dev.gatehouse.domain.identities.ProviderAccess.Renewing;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** The provider's own tokens, from the sign-in that brings them to the client that may have them. */
class ProviderAccessContractTest {
    private static final ProvenIdentity ADA = verified("google", "1001", "ada@example.com");
    private static final Renewing NEVER = (provider, token) -> {
        throw new AssertionError("nobody is to be asked");
    };

    @OnEveryDatabase
    void onlyAClientThatIsNamedGetsThem(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", "refresh-1", Duration.ofHours(1)));
            ProviderAccess access = rooms.access(NEVER);

            assertThat(access.token(ada, "google", "calendar", FROM))
                    .isEqualTo(new Access(
                            "access-1", "email", rooms.clock.instant().plus(Duration.ofHours(1))));
            assertThat(rooms.audited(ada)).contains("provider_token.given");
            refused(ErrorCode.INSUFFICIENT_PERMISSIONS, () -> access.token(ada, "google", "other", FROM));
            refused(ErrorCode.INSUFFICIENT_PERMISSIONS, () -> access.token(ada, "github", "calendar", FROM));
            refused(ErrorCode.NOT_FOUND, () -> access.token(ada, "nobody", "calendar", FROM));
            UUID grace = rooms.signedUp("grace", null).id();
            refused(ErrorCode.NOT_FOUND, () -> access.token(grace, "google", "calendar", FROM));
            rooms.disable(ada);
            refused(ErrorCode.NOT_FOUND, () -> access.token(ada, "google", "calendar", FROM));
        }
    }

    @OnEveryDatabase
    void nothingReadableIsKept(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            ProviderTokens tokens = tokens(rooms, "access-in-the-clear", "refresh-in-the-clear", Duration.ofHours(1));
            UUID ada = signedIn(rooms, tokens);
            rooms.links.hold(
                    withTokens(verified("github", "7", "ada@example.com"), tokens),
                    ada,
                    new Bound.Browser("key"),
                    FROM);
            assertThat(sealed(rooms, "provider_tokens")).doesNotContain("clear").isNotEmpty();
            assertThat(sealed(rooms, "pending_links")).doesNotContain("clear").isNotEmpty();
            assertThat(tokens.toString()).doesNotContain("clear");
        }
    }

    @OnEveryDatabase
    void tokensAreKeptOnlyWhereThatIsAskedFor(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", null, Duration.ofHours(1)));
            assertThat(rooms.count("provider_tokens")).isEqualTo(1);
            rooms.directory.put(Federation.provider("google"));
            rooms.signIn(ada, withTokens(ADA, tokens(rooms, "access-2", null, Duration.ofHours(1))));
            assertThat(rooms.count("provider_tokens")).isZero();
        }
    }

    @OnEveryDatabase
    void aRefreshTokenThatCameOnceStays(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", "refresh-1", Duration.ofHours(1)));
            rooms.signIn(ada, withTokens(ADA, tokens(rooms, "access-2", null, Duration.ofHours(1))));
            rooms.clock.advance(Duration.ofHours(1));
            ProviderAccess access = rooms.access((provider, token) -> {
                assertThat(token).isEqualTo("refresh-1");
                return new Renewal.Renewed(tokens(rooms, "access-3", null, Duration.ofHours(1)));
            });
            assertThat(access.token(ada, "google", "calendar", FROM).accessToken())
                    .isEqualTo("access-3");
            assertThat(rooms.access(NEVER)
                            .token(ada, "google", "calendar", FROM)
                            .accessToken())
                    .isEqualTo("access-3");
            assertThat(rooms.audited(ada)).contains("provider_token.renewed");
            rooms.clock.advance(Duration.ofHours(1));
            assertThat(access.token(ada, "google", "calendar", FROM).accessToken())
                    .isEqualTo("access-3");
        }
    }

    @OnEveryDatabase
    void theyAreRenewedAMinuteBeforeTheirEndAndNotSooner(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", "refresh-1", Duration.ofHours(1)));
            rooms.clock.advance(Duration.ofMinutes(59).minusMillis(1));
            assertThat(rooms.access(NEVER)
                            .token(ada, "google", "calendar", FROM)
                            .accessToken())
                    .isEqualTo("access-1");
            rooms.clock.advance(Duration.ofMillis(1));
            ProviderAccess access = rooms.access((provider, token) ->
                    new Renewal.Renewed(tokens(rooms, "access-2", "refresh-2", Duration.ofHours(1))));
            assertThat(access.token(ada, "google", "calendar", FROM).accessToken())
                    .isEqualTo("access-2");
        }
    }

    @OnEveryDatabase
    void ofManyWhoAskAtOnceOneAsksTheProvider(TestDatabase on) throws Exception {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", "refresh-1", Duration.ofHours(1)));
            rooms.clock.advance(Duration.ofHours(1));
            AtomicInteger asked = new AtomicInteger();
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch answer = new CountDownLatch(1);
            ProviderAccess access = rooms.access((provider, token) -> {
                asked.incrementAndGet();
                inside.countDown();
                awaited(answer);
                return new Renewal.Renewed(tokens(rooms, "access-2", "refresh-2", Duration.ofHours(1)));
            });
            try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
                Future<Access> first = threads.submit(() -> access.token(ada, "google", "calendar", FROM));
                awaited(inside);
                for (int i = 0; i < 20; i++) {
                    refused(ErrorCode.BUSY, () -> access.token(ada, "google", "calendar", FROM));
                }
                answer.countDown();
                assertThat(first.get().accessToken()).isEqualTo("access-2");
            }
            assertThat(access.token(ada, "google", "calendar", FROM).accessToken())
                    .isEqualTo("access-2");
            assertThat(asked).hasValue(1);
        }
    }

    @OnEveryDatabase
    void whoDiesWhileAskingHoldsNobodyUpForLong(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", "refresh-1", Duration.ofHours(1)));
            rooms.clock.advance(Duration.ofHours(1));
            rooms.database.single(sql -> sql.update(
                    "UPDATE provider_tokens SET version = version + 1, updated_at = ?", rooms.clock.instant()));
            ProviderAccess access = rooms.access(
                    (provider, token) -> new Renewal.Renewed(tokens(rooms, "access-2", null, Duration.ofHours(1))));
            refused(ErrorCode.BUSY, () -> access.token(ada, "google", "calendar", FROM));
            rooms.clock.advance(Duration.ofMinutes(1).plusMillis(1));
            assertThat(access.token(ada, "google", "calendar", FROM).accessToken())
                    .isEqualTo("access-2");
        }
    }

    @OnEveryDatabase
    void aFailureIsToldAndMayBeTriedAgain(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", "refresh-1", Duration.ofHours(1)));
            rooms.clock.advance(Duration.ofHours(1));
            refused(ErrorCode.PROVIDER_FAILED, () -> rooms.access((provider, token) -> new Renewal.Failed("down"))
                    .token(ada, "google", "calendar", FROM));
            refused(ErrorCode.NOT_FOUND, () -> rooms.access((provider, token) -> new Renewal.Denied("revoked"))
                    .token(ada, "google", "calendar", FROM));
            assertThatThrownBy(() -> rooms.access(NEVER).token(ada, "google", "calendar", FROM))
                    .isInstanceOf(AssertionError.class);
            rooms.clock.advance(Duration.ofMinutes(2));
            assertThat(rooms.access((provider, token) ->
                                    new Renewal.Renewed(tokens(rooms, "access-2", null, Duration.ofHours(1))))
                            .token(ada, "google", "calendar", FROM)
                            .accessToken())
                    .isEqualTo("access-2");
        }
    }

    @OnEveryDatabase
    void aSignInMeanwhileWinsOverTheRenewal(TestDatabase on) {
        try (Federation rooms = keeping(on)) {
            UUID ada = signedIn(rooms, tokens(rooms, "access-1", "refresh-1", Duration.ofHours(1)));
            rooms.clock.advance(Duration.ofHours(1));
            ProviderAccess access = rooms.access((provider, token) -> {
                rooms.signIn(ada, withTokens(ADA, tokens(rooms, "access-3", "refresh-3", Duration.ofHours(2))));
                return new Renewal.Renewed(tokens(rooms, "access-2", "refresh-2", Duration.ofHours(2)));
            });
            access.token(ada, "google", "calendar", FROM);
            assertThat(rooms.access(NEVER)
                            .token(ada, "google", "calendar", FROM)
                            .accessToken())
                    .isEqualTo("access-3");
        }
    }

    private static Federation keeping(TestDatabase on) {
        Federation rooms = new Federation(on);
        rooms.directory.put(Federation.provider("google", true, true, Set.of(), Map.of(), Set.of("calendar", "mail")));
        return rooms;
    }

    private static UUID signedIn(Federation rooms, ProviderTokens tokens) {
        return rooms.newcomer(withTokens(ADA, tokens)).id();
    }

    private static ProviderTokens tokens(Federation rooms, String access, @Nullable String refresh, Duration life) {
        return new ProviderTokens(
                access, refresh, "email", rooms.clock.instant().plus(life));
    }

    private static String sealed(Federation rooms, String table) {
        List<String> rows =
                rooms.database.read(sql -> sql.list("SELECT sealed FROM " + table, row -> row.text("sealed")));
        return String.join(" ", rows);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }
}
