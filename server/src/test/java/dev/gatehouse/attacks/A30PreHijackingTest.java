package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Federation.FROM;
import static dev.gatehouse.testing.Federation.proven;
import static dev.gatehouse.testing.Federation.unverified;
import static dev.gatehouse.testing.Federation.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.Resolution;
import dev.gatehouse.domain.identities.Resolution.Known;
import dev.gatehouse.domain.identities.Resolution.Taken;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Row A30: a stranger registers the victim's address first and waits; the proven owner gets nothing of what is theirs. */
class A30PreHijackingTest {
    private static final ProvenIdentity VICTIM = verified("google", "1001", "victim@example.com");

    /** The stranger's account has nothing but the address. */
    @OnEveryDatabase
    void theOwnerGetsAnAccountOfTheirOwnAndTheStrangersIsGone(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID squatted = rooms.signedUp(null, "victim@example.com").id();
            UUID session = rooms.session(squatted);
            Bound strangers = new Bound.Session(session);
            String pending = rooms.links.hold(proven("github", "666", null, false, "eve"), squatted, strangers, FROM);
            assertThat(offered(rooms, squatted).mayGiveWay()).isTrue();

            Known known = gaveWay(rooms, squatted);

            assertThat(known.account().id()).isNotEqualTo(squatted);
            Account own = rooms.account(known.account().id());
            assertThat(own.email()).isEqualTo("victim@example.com");
            assertThat(own.emailVerified()).isTrue();
            assertThat(rooms.links.of(own.id()).password()).isFalse();
            assertThat(rooms.linked(own.id())).containsExactly("google 1001");
            assertThat(rooms.exists(squatted)).isFalse();
            assertThat(rooms.lives(session)).isFalse();
            assertThat(rooms.links.peek(pending, strangers)).isEmpty();
            assertThat(rooms.audited(squatted)).contains("account.gave_way");
            assertThat(rooms.count("passwords")).isZero();
            assertThat(revoked(rooms, "session", session)).isTrue();
            assertThat(revoked(rooms, "account", squatted)).isTrue();
        }
    }

    /** What names the stranger's account beside the address stays theirs, but nothing gets in that they knew. */
    @OnEveryDatabase
    void anAccountThatIsNamedOtherwiseStaysWithoutAddressPasswordAndSessions(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID squatted = rooms.signedUp("eve", "victim@example.com").id();
            UUID session = rooms.session(squatted);
            gaveWay(rooms, squatted);

            Account left = rooms.account(squatted);
            assertThat(left.username()).isEqualTo("eve");
            assertThat(left.email()).isNull();
            assertThat(rooms.links.of(squatted).password()).isFalse();
            assertThat(rooms.lives(session)).isFalse();
        }
    }

    /** A trojan identity: the stranger comes in by a provider of their own, which must not lead into the victim's account. */
    @OnEveryDatabase
    void theStrangersOwnIdentityLeadsToTheStrangersAccountOnly(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            ProvenIdentity eve = unverified("microsoft", "666", "victim@example.com");
            UUID squatted = rooms.newcomer(eve).id();
            assertThat(rooms.account(squatted).email()).isEqualTo("victim@example.com");
            UUID session = rooms.signIn(squatted, eve).orElseThrow();

            Known known = gaveWay(rooms, squatted);

            assertThat(rooms.linked(squatted)).containsExactly("microsoft 666");
            assertThat(rooms.account(squatted).email()).isNull();
            assertThat(rooms.account(squatted).username()).startsWith("microsoft-");
            assertThat(rooms.lives(session)).isFalse();
            assertThat(rooms.resolve(eve)).isInstanceOfSatisfying(Known.class, again -> assertThat(
                            again.account().id())
                    .isEqualTo(squatted));
            assertThat(rooms.linked(known.account().id())).containsExactly("google 1001");
        }
    }

    @OnEveryDatabase
    void anAccountThatIsMoreThanASignUpDoesNotGiveWay(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account honest = rooms.signedUp("ada", "victim@example.com");
            rooms.grant(honest.id(), "moderator");
            assertStays(rooms, honest.id());
            rooms.database.write(transaction -> rooms.roles.withdraw(transaction, honest.id(), "moderator"));
            rooms.directory.put(Federation.provider("google", true, false, Set.of(), Map.of(), Set.of()));
            assertStays(rooms, honest.id());
            rooms.directory.put(Federation.provider("google"));
            assertThat(offered(rooms, honest.id()).mayGiveWay()).isTrue();
            rooms.verify(honest);
            assertStays(rooms, honest.id());
        }
    }

    /** To name an account is not enough: what gives way is the account that has the proven address, and no other. */
    @OnEveryDatabase
    void nobodyMakesAnotherAccountGiveWay(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID squatted = rooms.signedUp(null, "victim@example.com").id();
            UUID other = rooms.signedUp("bystander", "bystander@example.com").id();
            UUID session = rooms.session(other);
            for (ProvenIdentity proof : List.of(
                    VICTIM,
                    unverified("google", "1002", "bystander@example.com"),
                    verified("google", "1003", "b\u0443stander@example.com"),
                    verified("google", "1004", "stranger@example.com"))) {
                Resolution now = rooms.federated.giveWay(other, proof, rooms.find("google"), FROM);
                assertThat(now).isNotInstanceOf(Known.class);
            }
            assertThat(rooms.account(other).email()).isEqualTo("bystander@example.com");
            assertThat(rooms.links.of(other).password()).isTrue();
            assertThat(rooms.lives(session)).isTrue();
            assertThat(rooms.links.of(squatted).password()).isTrue();
        }
    }

    /** The stranger keeps signing in while fifty take the account away; both kinds of account, many times. */
    @OnEveryDatabase
    void noSessionThatTheStrangerOpensMeanwhileSurvives(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            for (int round = 0; round < 6; round++) {
                String address = "victim" + round + "@example.com";
                ProvenIdentity victim = verified("google", "v" + round, address);
                UUID squatted = rooms.signedUp(round % 2 == 0 ? null : "eve" + round, address)
                        .id();
                List<Object> done = AtOnce.fifty(thread -> thread % 2 == 0
                        ? () -> rooms.federated.giveWay(squatted, victim, rooms.find("google"), FROM)
                        : (Callable<Object>) () -> signedIn(rooms, squatted));

                List<Known> owners = done.stream()
                        .filter(Known.class::isInstance)
                        .map(Known.class::cast)
                        .toList();
                assertThat(owners).hasSize(25).filteredOn(Known::created).hasSize(1);
                assertThat(owners.stream().map(owner -> owner.account().id()).distinct())
                        .hasSize(1)
                        .doesNotContain(squatted);
                assertThat(rooms.liveSessions()).isZero();
                assertThat(rooms.count("passwords")).isZero();
            }
            assertThat(rooms.count("accounts")).isEqualTo(9);
        }
    }

    private static boolean signedIn(Federation rooms, UUID account) {
        return rooms.database.<Boolean>write(transaction -> rooms.accounts
                .signedIn(transaction, account)
                .filter(active -> rooms.passwords
                        .find(transaction, account)
                        .filter(Federation.HASH::equals)
                        .isPresent())
                .map(active -> rooms.sessions.open(
                        transaction,
                        account,
                        "gatehouse",
                        "account",
                        AuthenticationEvent.PASSWORD,
                        rooms.clock.instant(),
                        FROM))
                .isPresent());
    }

    private static Taken offered(Federation rooms, UUID squatted) {
        Resolution now = rooms.register(VICTIM);
        assertThat(now).isInstanceOf(Taken.class);
        assertThat(((Taken) now).account().id()).isEqualTo(squatted);
        return (Taken) now;
    }

    private static Known gaveWay(Federation rooms, UUID squatted) {
        Resolution now = rooms.federated.giveWay(squatted, VICTIM, rooms.find("google"), FROM);
        assertThat(now).isInstanceOf(Known.class);
        return (Known) now;
    }

    private static void assertStays(Federation rooms, UUID account) {
        assertThat(offered(rooms, account).mayGiveWay()).isFalse();
        UUID session = rooms.session(account);
        assertThat(rooms.federated.giveWay(account, VICTIM, rooms.find("google"), FROM))
                .isInstanceOf(Taken.class);
        assertThat(rooms.links.of(account).password()).isTrue();
        assertThat(rooms.lives(session)).isTrue();
        assertThat(rooms.account(account).email()).isEqualTo("victim@example.com");
    }

    private static boolean revoked(Federation rooms, String kind, UUID subject) {
        return rooms.database
                .read(sql -> sql.one(
                        "SELECT 1 AS found FROM revocations WHERE kind = ? AND subject = ?",
                        row -> row.number("found"),
                        kind,
                        subject))
                .isPresent();
    }
}
