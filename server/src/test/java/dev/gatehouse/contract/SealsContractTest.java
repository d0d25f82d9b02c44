package dev.gatehouse.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.keys.KeysUnusable;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.marks.Marks;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

class SealsContractTest {
    private static final byte[] PLAIN = "what nobody reads".getBytes(UTF_8);
    private static final byte[] BOUND = "one browser".getBytes(UTF_8);
    private static final Secret MASTER = new Secret("GmYt4sYv1k0bq8Jd3nUuQ2p5w7z9c6xE");

    private final TestClock clock = new TestClock();

    private Seals seals(Database database, @Nullable Secret master) {
        return new Seals(database, master, clock, new SecureRandom());
    }

    @OnEveryDatabase
    void whatWasSealedOpensForItsPurposeAndOwnerAlone(TestDatabase on) {
        Seals seals = seals(on.database(), null);
        String sealed = seals.seal("flow", PLAIN, BOUND);
        assertThat(seals.open("flow", sealed, BOUND)).contains(PLAIN);
        assertThat(seals.open("other", sealed, BOUND)).isEmpty();
        assertThat(seals.open("flow", sealed, "another browser".getBytes(UTF_8)))
                .isEmpty();
        assertThat(seals.seal("flow", PLAIN, BOUND)).isNotEqualTo(sealed);
    }

    @OnEveryDatabase
    void noChangedTextOpens(TestDatabase on) {
        Seals seals = seals(on.database(), null);
        String sealed = seals.seal("flow", PLAIN, BOUND);
        for (int i = 0; i < sealed.length(); i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(seals.open("flow", sealed.substring(0, i) + other + sealed.substring(i + 1), BOUND))
                    .as("character " + i)
                    .isEmpty();
        }
        for (String odd : List.of("", "A", "=", "AAAA", "ä", sealed + "A", sealed + "=", sealed.substring(4))) {
            assertThat(seals.open("flow", odd, BOUND)).as(odd).isEmpty();
        }
    }

    @OnEveryDatabase
    void nodesAndRestartsShareTheKeys(TestDatabase on) {
        String sealed = seals(on.database(), null).seal("flow", PLAIN, BOUND);
        Seals another = seals(on.another(), null);
        assertThat(another.open("flow", sealed, BOUND)).contains(PLAIN);
        String later = another.seal("flow", PLAIN, BOUND);
        assertThat(seals(on.restart(), null).open("flow", later, BOUND)).contains(PLAIN);
    }

    /** The first people come together: nobody gets what the next one cannot open. */
    @OnEveryDatabase
    void whatManySealAtOnceAtTheFirstUseAllOpens(TestDatabase on) throws Exception {
        Seals seals = seals(on.database(), null);
        CyclicBarrier start = new CyclicBarrier(50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> sealed = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sealed.add(threads.submit(() -> {
                    start.await();
                    return seals.seal("flow", PLAIN, BOUND);
                }));
            }
            for (Future<String> one : sealed) {
                assertThat(seals.open("flow", one.get(), BOUND)).contains(PLAIN);
            }
        }
        assertThat(stored(on.database())).hasSize(1);
    }

    @OnEveryDatabase
    void aNewerKeySealsAndOlderOnesStillOpen(TestDatabase on) {
        Seals seals = seals(on.database(), null);
        Seals asleep = seals(on.another(), null);
        String old = seals.seal("flow", PLAIN, BOUND);
        assertThat(asleep.open("flow", old, BOUND)).isPresent();
        clock.advance(Duration.ofDays(91));
        String young = seals.seal("flow", PLAIN, BOUND);
        assertThat(young.substring(0, 8)).isNotEqualTo(old.substring(0, 8));
        assertThat(seals.open("flow", old, BOUND)).contains(PLAIN);
        assertThat(asleep.open("flow", young, BOUND)).contains(PLAIN);
    }

    @OnEveryDatabase
    void withAMasterKeyNothingLiesOpen(TestDatabase on) {
        Database database = on.database();
        String sealed = seals(database, null).seal("flow", PLAIN, BOUND);
        assertThat(stored(database)).allMatch(row -> row.contains("\"k\""));
        assertThat(seals(database, MASTER).open("flow", sealed, BOUND)).contains(PLAIN);
        assertThat(stored(database)).noneMatch(row -> row.contains("\"k\""));
        assertThat(seals(database, MASTER).open("flow", sealed, BOUND)).contains(PLAIN);
        assertThatThrownBy(() -> seals(database, null).open("flow", sealed, BOUND))
                .isInstanceOf(KeysUnusable.class)
                .hasMessageContaining("keys.master");
    }

    /** Whoever can write to the database, and does not have the master key, cannot make seals that open. */
    @OnEveryDatabase
    void aKeyThatWasPutOpenBesideEncryptedOnesIsNotUsed(TestDatabase on) {
        Database database = on.database();
        String sealed = seals(database, MASTER).seal("flow", PLAIN, BOUND);
        database.write(sql -> sql.update("CREATE TABLE aside AS SELECT * FROM sealing_keys"));
        database.write(sql -> sql.update("DELETE FROM sealing_keys"));
        clock.advance(Duration.ofSeconds(1));
        String forged = seals(database, null).seal("flow", PLAIN, BOUND);
        database.write(sql -> sql.update("INSERT INTO sealing_keys SELECT * FROM aside"));

        Seals seals = seals(database, MASTER);
        assertThat(seals.open("flow", forged, BOUND)).isEmpty();
        assertThat(seals.open("flow", sealed, BOUND)).contains(PLAIN);
        assertThat(seals.open("flow", seals.seal("flow", PLAIN, BOUND), BOUND)).contains(PLAIN);
        assertThat(database.<Boolean>read(sql ->
                        seals(database, MASTER).open(sql, "flow", forged, BOUND).isEmpty()))
                .isTrue();
    }

    @OnEveryDatabase
    void ofManyWhoUseAThingUpOneIsTheFirst(TestDatabase on) throws Exception {
        Marks marks = new Marks();
        Database database = on.database();
        Instant until = clock.instant().plusSeconds(60);
        CyclicBarrier start = new CyclicBarrier(50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> spent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                spent.add(threads.submit(() -> {
                    start.await();
                    return database.<Boolean>single(sql -> marks.spend(sql, "flow", "one", until));
                }));
            }
            int first = 0;
            for (Future<Boolean> one : spent) {
                first += one.get() ? 1 : 0;
            }
            assertThat(first).isEqualTo(1);
        }
        assertThat(database.<Boolean>single(sql -> marks.spend(sql, "link", "one", until)))
                .isTrue();
    }

    private static List<String> stored(Database database) {
        return database.read(sql -> sql.list("SELECT sealed FROM sealing_keys", row -> row.text("sealed")));
    }
}
