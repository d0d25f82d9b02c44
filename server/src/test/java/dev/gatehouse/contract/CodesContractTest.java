package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.codes.Codes.Purpose;
import dev.gatehouse.domain.codes.Codes.Result;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Codes that are mailed and codes that apps show, as the database keeps them. */
class CodesContractTest {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private static final class Rooms {
        final TestClock clock = new TestClock();
        final Database database;
        final Codes codes;
        final Authenticators authenticators;
        final UUID ada;
        final UUID eve;

        Rooms(TestDatabase on) {
            SecureRandom random = new SecureRandom();
            Ids ids = new Ids(clock, random);
            database = on.database();
            Seals seals = new Seals(database, null, clock, random);
            seals.prepare();
            codes = new Codes(seals, clock, ids, random);
            authenticators = new Authenticators(database, seals, clock, ids, random, 1);
            Accounts accounts = new Accounts(clock, ids);
            ada = account(accounts, "ada");
            eve = account(accounts, "eve");
        }

        private UUID account(Accounts accounts, String name) {
            return database.write(transaction -> accounts.create(transaction, Username.parse(name), null, null)
                    .orElseThrow()
                    .id());
        }

        String issue(UUID account, String bound) {
            return database.write(transaction -> codes.issue(transaction, Purpose.SECOND_FACTOR, account, bound, LIFE));
        }

        Result check(UUID account, String bound, String code) {
            return check(Purpose.SECOND_FACTOR, account, bound, code);
        }

        Result check(Purpose purpose, UUID account, String bound, String code) {
            return database.write(transaction -> codes.check(transaction, purpose, account, bound, code));
        }
    }

    @OnEveryDatabase
    void aMailedCodeIsGoodOnceForWhatAskedForIt(TestDatabase on) {
        Rooms rooms = new Rooms(on);
        String code = rooms.issue(rooms.ada, "here");
        assertThat(code).matches("\\d{6}");
        assertThat(rooms.check(rooms.ada, "there", code)).isEqualTo(Result.NONE);
        assertThat(rooms.check(rooms.eve, "here", code)).isEqualTo(Result.NONE);
        assertThat(rooms.check(Purpose.SIGN_IN, rooms.ada, "here", code)).isEqualTo(Result.NONE);
        assertThat(rooms.check(rooms.ada, "here", code.substring(0, 3) + " " + code.substring(3)))
                .isEqualTo(Result.RIGHT);
        assertThat(rooms.check(rooms.ada, "here", code)).isEqualTo(Result.NONE);
    }

    @OnEveryDatabase
    void itEndsWithItsTimeItsTriesItsSuccessorOrByWord(TestDatabase on) {
        Rooms rooms = new Rooms(on);
        String late = rooms.issue(rooms.ada, "late");
        rooms.clock.advance(LIFE);
        assertThat(rooms.check(rooms.ada, "late", late)).isEqualTo(Result.NONE);

        String tried = rooms.issue(rooms.ada, "tried");
        for (int i = 0; i < Codes.TRIES; i++) {
            assertThat(rooms.check(rooms.ada, "tried", "x")).isEqualTo(Result.WRONG);
        }
        assertThat(rooms.check(rooms.ada, "tried", tried)).isEqualTo(Result.NONE);

        String first = rooms.issue(rooms.ada, "again");
        String second = rooms.issue(rooms.ada, "again");
        if (!first.equals(second)) {
            assertThat(rooms.check(rooms.ada, "again", first)).isEqualTo(Result.WRONG);
        }
        assertThat(rooms.check(rooms.ada, "again", second)).isEqualTo(Result.RIGHT);

        String withdrawn = rooms.issue(rooms.ada, "withdrawn");
        rooms.database.write(transaction -> {
            rooms.codes.withdraw(transaction, Purpose.SECOND_FACTOR, rooms.ada);
            return null;
        });
        assertThat(rooms.check(rooms.ada, "withdrawn", withdrawn)).isEqualTo(Result.NONE);
        assertThatThrownBy(() -> rooms.database.write(transaction ->
                        rooms.codes.issue(transaction, Purpose.SECOND_FACTOR, rooms.ada, "long", LIFE.plusMillis(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @OnEveryDatabase
    void theTableAloneTellsNoCode(TestDatabase on) {
        Rooms rooms = new Rooms(on);
        String code = rooms.issue(rooms.ada, "here");
        List<byte[]> hashes =
                rooms.database.read(sql -> sql.list("SELECT hash FROM mailed_codes", row -> row.bytes("hash")));
        List<String> ids = rooms.database.read(sql -> sql.list("SELECT id FROM mailed_codes", row -> row.text("id")));
        assertThat(hashes.getFirst()).isNotEqualTo(Sha256.of(code)).isNotEqualTo(Sha256.ofParts(ids.getFirst(), code));
    }

    @OnEveryDatabase
    void aCodeOutlivesAChangeOfTheSealingKey(TestDatabase on) {
        Rooms rooms = new Rooms(on);
        rooms.clock.advance(Duration.ofDays(90).minusMinutes(1));
        String code = rooms.issue(rooms.ada, "here");
        rooms.clock.advance(Duration.ofMinutes(2));
        String later = rooms.issue(rooms.eve, "there");
        rooms.authenticators.begin(rooms.ada, "here", "seals with a new key");
        assertThat(rooms.database.<Integer>read(sql -> sql.list("SELECT id FROM sealing_keys", row -> row.text("id"))
                        .size()))
                .isEqualTo(2);
        assertThat(rooms.check(rooms.ada, "here", code)).isEqualTo(Result.RIGHT);
        assertThat(rooms.check(rooms.eve, "there", later)).isEqualTo(Result.RIGHT);
    }

    @OnEveryDatabase
    void anAppsSecretOpensInItsOwnRowAlone(TestDatabase on) {
        Rooms rooms = new Rooms(on);
        AuthenticatorApp app = added(rooms, rooms.ada);
        added(rooms, rooms.eve);
        rooms.clock.advance(Duration.ofMinutes(1));
        assertThat(rooms.authenticators.match(rooms.ada, app.code())).isPresent();
        assertThat(rooms.authenticators.match(rooms.eve, app.code())).isEmpty();
        String stored = rooms.database.read(sql -> sql.one(
                        "SELECT secret FROM authenticators WHERE account_id = ?", row -> row.text("secret"), rooms.ada)
                .orElseThrow());
        rooms.database.write(transaction ->
                transaction.update("UPDATE authenticators SET secret = ? WHERE account_id = ?", stored, rooms.eve));
        assertThatThrownBy(() -> rooms.authenticators.match(rooms.eve, app.code()))
                .isInstanceOf(IllegalStateException.class);
    }

    @OnEveryDatabase
    void anAppThatIsBegunGoesWithTheNextAndWithItsHour(TestDatabase on) {
        Rooms rooms = new Rooms(on);
        Enrolment first = rooms.authenticators.begin(rooms.ada, "here", "First");
        Enrolment second = rooms.authenticators.begin(rooms.ada, "here", "Second");
        assertThat(rooms.authenticators.begun(rooms.ada, "here")).contains(second);
        AuthenticatorApp app = AuthenticatorApp.of(first.key(), rooms.clock);
        assertThat(rooms.authenticators.matchBegun(rooms.ada, "here", first.id(), app.code()))
                .isEmpty();
        AuthenticatorApp other = AuthenticatorApp.of(second.key(), rooms.clock);
        assertThat(rooms.authenticators.matchBegun(rooms.eve, "here", second.id(), other.code()))
                .isEmpty();
        assertThat(rooms.authenticators.begun(rooms.ada, "elsewhere")).isEmpty();
        assertThat(rooms.authenticators.matchBegun(rooms.ada, "elsewhere", second.id(), other.code()))
                .as("begun by somebody else, who has kept the key")
                .isEmpty();
        assertThat(rooms.authenticators.matchBegun(rooms.ada, "here", second.id(), other.code()))
                .isPresent();
        rooms.clock.advance(Authenticators.ENROLMENT_LIFE);
        assertThat(rooms.authenticators.begun(rooms.ada, "here")).isEmpty();
        assertThat(rooms.authenticators.matchBegun(rooms.ada, "here", second.id(), other.code()))
                .isEmpty();
    }

    @OnEveryDatabase
    void anAccountHasTenAppsAtMost(TestDatabase on) {
        Rooms rooms = new Rooms(on);
        for (int i = 0; i < Authenticators.MOST; i++) {
            added(rooms, rooms.ada);
        }
        assertThatThrownBy(() -> added(rooms, rooms.ada)).isInstanceOf(AssertionError.class);
    }

    private static AuthenticatorApp added(Rooms rooms, UUID account) {
        Enrolment begun = rooms.authenticators.begin(account, "here", "Phone");
        AuthenticatorApp app = AuthenticatorApp.of(begun.grouped(), rooms.clock);
        Authenticators.Match match = rooms.authenticators
                .matchBegun(account, "here", begun.id(), app.code())
                .orElseThrow();
        boolean confirmed = rooms.database.<Boolean>write(transaction ->
                rooms.authenticators.confirm(transaction, account, match).isPresent());
        assertThat(confirmed).isTrue();
        return app;
    }
}
