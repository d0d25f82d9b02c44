package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.gatehouse.domain.tokens.RevocationFeed;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Listener;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

class RevocationsContractTest {
    private static final byte[] SECRET = "a shared secret of 32 bytes, or so".getBytes(StandardCharsets.UTF_8);
    private static final Instant START = Instant.ofEpochMilli(1_770_000_000_700L);
    private static final Instant SECOND = Instant.ofEpochSecond(1_770_000_000L);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final UUID ACCOUNT = new UUID(1, 1);
    private static final UUID SESSION = new UUID(2, 2);
    private static final Signer SIGNER = Signer.ofSecret(SECRET, CryptoProviders.jdk());

    private volatile Instant now = START;
    private final InstantSource clock = () -> now;

    @OnEveryDatabase
    void aRevokedSessionTokenOrAccountIsRefusedAsSoonAsItIsWritten(TestDatabase on) {
        Revocations revocations = open(on.database());
        assertThat(revocations.isRevoked(caller("t1", SECOND))).isFalse();

        change(on.database(), tx -> revocations.revokeToken(tx, "t1"));
        assertThat(revocations.isRevoked(caller("t1", SECOND))).isTrue();
        assertThat(revocations.isRevoked(caller("t2", SECOND))).isFalse();
        change(on.database(), tx -> revocations.revokeSession(tx, SESSION));
        assertThat(revocations.isRevoked(caller("t2", SECOND))).isTrue();
    }

    @OnEveryDatabase
    void anAccountsTokensOfLaterAreGood(TestDatabase on) {
        Revocations revocations = open(on.database());
        change(on.database(), tx -> revocations.revokeAccount(tx, ACCOUNT));

        assertThat(revocations.isRevoked(caller("t", SECOND))).isTrue();
        assertThat(revocations.notBefore(ACCOUNT)).isEqualTo(SECOND.plusSeconds(1));
        assertThat(revocations.isRevoked(caller("t", SECOND.plusSeconds(1)))).isFalse();
        assertThat(revocations.notBefore(SESSION)).isEqualTo(Instant.EPOCH);
    }

    @OnEveryDatabase
    void aTransactionThatFailsRevokesNothing(TestDatabase on) {
        Revocations revocations = open(on.database());
        try {
            change(on.database(), tx -> {
                revocations.revokeSession(tx, SESSION);
                throw new IllegalArgumentException("not after all");
            });
        } catch (IllegalArgumentException _) {
            // As the test wants it.
        }
        assertThat(revocations.isRevoked(caller("t", SECOND))).isFalse();
    }

    @OnEveryDatabase
    void otherProcessesAndARestartKnowWhatIsRevoked(TestDatabase on) throws Exception {
        Revocations here = open(on.database());
        CountDownLatch heard = new CountDownLatch(2);
        on.database().subscribe("revocations", new Listener() {
            @Override
            public void heard(String payload) {
                heard.countDown();
            }

            @Override
            public void resync() {}
        });
        Database beside = on.another();
        Revocations other = open(beside);
        change(beside, tx -> other.revokeSession(tx, SESSION));
        change(beside, tx -> other.revokeAccount(tx, ACCOUNT));

        assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(here.isRevoked(caller("t", SECOND))).isTrue();
        assertThat(other.feed().etag()).isEqualTo(here.feed().etag());
        Revocations restarted = open(on.restart());
        assertThat(restarted.isRevoked(caller("t", SECOND))).isTrue();
        assertThat(restarted.notBefore(ACCOUNT)).isEqualTo(SECOND.plusSeconds(1));
    }

    @OnEveryDatabase
    void expiredRowsLeave(TestDatabase on) {
        Revocations revocations = open(on.database());
        Revocations.sweepWith(new Sweeper(on.database(), clock, Runnable::run));
        change(on.database(), tx -> revocations.revokeSession(tx, SESSION));
        now = START.plus(LONGEST).plusSeconds(61);
        change(on.database(), tx -> revocations.revokeToken(tx, "t"));

        List<String> left =
                on.database().read(sql -> sql.list("SELECT kind FROM revocations", row -> row.text("kind")));
        assertThat(left).containsExactly("token");
    }

    @OnEveryDatabase
    void anEntryIsForgottenOnceEveryTokenItSpeaksOfHasExpired(TestDatabase on) throws Exception {
        Revocations revocations = open(on.database());
        String empty = revocations.feed().etag();
        change(on.database(), tx -> revocations.revokeSession(tx, SESSION));
        now = START.plus(LONGEST);
        assertThat(entries(revocations.feed())).hasSize(1);
        now = START.plus(LONGEST).plus(Duration.ofMinutes(2));

        assertThat(entries(revocations.feed())).isEmpty();
        assertThat(revocations.feed().etag()).isEqualTo(empty);
        assertThat(open(on.restart()).isRevoked(caller("t", SECOND))).isFalse();
    }

    @OnEveryDatabase
    void theFeedIsSignedAndMadeOnceForEachChange(TestDatabase on) throws Exception {
        Revocations revocations = open(on.database());
        RevocationFeed before = revocations.feed();
        assertThat(revocations.feed()).isSameAs(before);
        change(on.database(), tx -> revocations.revokeAccount(tx, ACCOUNT));
        RevocationFeed after = revocations.feed();
        JWSObject jws = JWSObject.parse(after.token());

        assertThat(after.etag()).isNotEqualTo(before.etag());
        assertThat(jws.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(jws.getHeader().getType().getType()).isEqualTo("revocations+jwt");
        Map<String, Object> entry = Map.of(
                "sub", ACCOUNT.toString(), "before", SECOND.getEpochSecond(), "exp", SECOND.getEpochSecond() + 961);
        assertThat(entries(after)).isEqualTo(List.of(entry));
        now = now.plusSeconds(60);
        assertThat(revocations.feed().token()).isNotEqualTo(after.token());
        assertThat(revocations.feed().etag()).isEqualTo(after.etag());
    }

    @OnEveryDatabase
    void whoWaitsForAChangeIsWokenByIt(TestDatabase on) throws Exception {
        Revocations revocations = open(on.database());
        String etag = revocations.feed().etag();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<RevocationFeed> waiting =
                    threads.submit(() -> revocations.awaitChange(etag, Duration.ofMinutes(10)));
            change(on.database(), tx -> revocations.revokeSession(tx, SESSION));
            assertThat(entries(waiting.get())).hasSize(1);
        }
        String now = revocations.feed().etag();
        assertThat(revocations.awaitChange(now, Duration.ofMillis(1)).etag()).isEqualTo(now);
        assertThat(revocations.awaitChange("\"other\"", Duration.ofMinutes(10)).etag())
                .isEqualTo(now);
        revocations.close();
        assertThat(revocations.awaitChange(now, Duration.ofMinutes(10)).etag()).isEqualTo(now);
    }

    private interface Change {
        void apply(Transaction tx);
    }

    private static void change(Database database, Change change) {
        database.write(tx -> {
            change.apply(tx);
            return true;
        });
    }

    private Revocations open(Database database) {
        return Revocations.open(new Revocations.Needs(database, "https://id.example", LONGEST, () -> SIGNER, clock));
    }

    private static List<?> entries(RevocationFeed feed) throws Exception {
        Object entries =
                JWSObject.parse(feed.token()).getPayload().toJSONObject().get("revocations");
        return (List<?>) Objects.requireNonNull(entries);
    }

    private static AuthContext caller(String tokenId, Instant issuedAt) {
        return new AuthContext(
                ACCOUNT.toString(),
                tokenId,
                SESSION.toString(),
                "gatehouse",
                Set.of(),
                Set.of(),
                Permissions.NONE,
                "password",
                "local",
                List.of("pwd"),
                "1",
                issuedAt,
                issuedAt,
                issuedAt.plusSeconds(900));
    }
}
