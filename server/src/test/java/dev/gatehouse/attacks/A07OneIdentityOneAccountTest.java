package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Federation.FROM;
import static dev.gatehouse.testing.Federation.STAYING;
import static dev.gatehouse.testing.Federation.proven;
import static dev.gatehouse.testing.Federation.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.Resolution;
import dev.gatehouse.domain.identities.Resolution.Known;
import dev.gatehouse.domain.identities.Resolution.Taken;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

/** Row A07 where fifty race for it: an identity, an address, a pending link, the last way in. */
class A07OneIdentityOneAccountTest {
    private static final ProvenIdentity ADA = verified("google", "1001", "ada@example.com");

    @OnEveryDatabase
    void fiftyWhoBringOneIdentityGetOneAccount(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            List<ProvenIdentity> forms = List.of(
                    ADA,
                    proven("google", "1001", null, false, null),
                    proven("google", "1001", null, false, "ada"),
                    verified("google", "1001", "other@example.com"));
            List<Resolution> all = AtOnce.fifty(thread -> () -> rooms.register(forms.get(thread % forms.size())));

            assertThat(all).allMatch(Known.class::isInstance);
            assertThat(all.stream().map(one -> ((Known) one).account().id()).distinct())
                    .hasSize(1);
            assertThat(all).filteredOn(one -> ((Known) one).created()).hasSize(1);
            assertNothingDangles(rooms);
        }
    }

    @OnEveryDatabase
    void fiftyIdentitiesWithOneAddressMakeOneAccountAndTheOthersAreAskedForProof(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            List<Resolution> all =
                    AtOnce.fifty(thread -> () -> rooms.register(verified("google", "s" + thread, "ada@example.com")));

            assertThat(all).filteredOn(Known.class::isInstance).hasSize(1);
            assertThat(all).filteredOn(Taken.class::isInstance).hasSize(49);
            assertNothingDangles(rooms);
        }
    }

    @OnEveryDatabase
    void ofFiftyAccountsThatConfirmOneIdentityOneHasIt(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            List<Callable<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < AtOnce.THREADS; i++) {
                UUID account = rooms.signedUp("person" + i, null).id();
                Bound browser = new Bound.Browser("browser " + i);
                String token = rooms.links.hold(ADA, account, browser, FROM);
                attempts.add(() -> confirmed(rooms, token, account, browser));
            }
            List<Boolean> all = AtOnce.fifty(attempts::get);

            assertThat(all).filteredOn(won -> won).hasSize(1);
            assertThat(rooms.count("identities")).isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void ofFiftyWhoUseOnePendingLinkOneLinks(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            Bound browser = new Bound.Browser("a browser");
            String token = rooms.links.hold(ADA, ada, browser, FROM);
            List<Boolean> all = AtOnce.fifty(() -> confirmed(rooms, token, ada, browser));

            assertThat(all).filteredOn(won -> won).hasSize(1);
            assertThat(rooms.count("pending_links")).isZero();
            rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM);
            assertThat(confirmed(rooms, token, ada, browser)).isFalse();
            assertThat(rooms.linked(ada)).isEmpty();
        }
    }

    /** A sign-up by a provider against a link of the same identity: one of the two has it. */
    @OnEveryDatabase
    void aSignUpAndALinkDoNotBothHaveIt(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            UUID eve = rooms.signedUp("eve", null).id();
            ProvenIdentity octo = proven("github", "7", null, false, "octo");
            Bound browser = new Bound.Browser("a browser");
            String token = rooms.links.hold(octo, eve, browser, FROM);
            List<Object> all = AtOnce.fifty(thread -> thread % 2 == 0
                    ? () -> (Object) confirmed(rooms, token, eve, browser)
                    : () -> rooms.register(octo));

            boolean linked = all.contains(true);
            List<Known> known = all.stream()
                    .filter(Known.class::isInstance)
                    .map(Known.class::cast)
                    .toList();
            assertThat(known).hasSize(25);
            assertThat(known.stream().map(one -> one.account().id()).distinct()).hasSize(1);
            assertThat(known.getFirst().account().id().equals(eve)).isEqualTo(linked);
            assertThat(rooms.count("identities")).isEqualTo(1);
            assertThat(rooms.count("accounts")).isEqualTo(linked ? 1 : 2);
        }
    }

    @OnEveryDatabase
    void ofTwoWaysInThatAreTakenAtOnceOneStays(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            for (int round = 0; round < 6; round++) {
                UUID ada = rooms.newcomer(verified("google", "s" + round, "ada" + round + "@example.com"))
                        .id();
                rooms.link(ada, proven("github", "7" + round, null, false, "ada"));
                List<Boolean> all =
                        AtOnce.fifty(thread -> () -> unlinked(rooms, ada, thread % 2 == 0 ? "google" : "github"));
                assertThat(all).filteredOn(won -> won).hasSize(1);
                assertThat(rooms.linked(ada)).hasSize(1);
            }
        }
    }

    /** A sign-in that is under way while the provider is removed leaves no session behind. */
    @OnEveryDatabase
    void aRemovedProviderLeavesNoSessionBehind(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on)) {
            rooms.directory.put(Federation.provider("google", true, true, Set.of(), Map.of("g", "guest"), Set.of()));
            List<UUID> people = new ArrayList<>();
            for (int i = 0; i < AtOnce.THREADS; i++) {
                people.add(rooms.newcomer(person(i)).id());
            }
            AtOnce.fifty(thread -> () -> thread == 25
                    ? rooms.database.<Object>write(transaction -> {
                        rooms.identities.removeProvider(transaction, "google");
                        return rooms.sessions.endByProvider(transaction, "google");
                    })
                    : rooms.signIn(people.get(thread), person(thread)));

            assertThat(rooms.liveSessions()).isZero();
            assertThat(rooms.count("identities")).isZero();
            assertThat(people).allMatch(person -> rooms.rolesOf(person).equals(List.of("user")));
        }
    }

    private static ProvenIdentity person(int number) {
        return Federation.inGroups(verified("google", "s" + number, "person" + number + "@example.com"), "g");
    }

    private static boolean unlinked(Federation rooms, UUID account, String provider) {
        try {
            rooms.links.unlink(account, provider, transaction -> true, STAYING, FROM);
            return true;
        } catch (Problem refused) {
            return false;
        }
    }

    private static boolean confirmed(Federation rooms, String token, UUID account, Bound bound) {
        try {
            rooms.links.confirm(token, account, bound, transaction -> true, STAYING, FROM);
            return true;
        } catch (Problem refused) {
            return false;
        }
    }

    private static void assertNothingDangles(Federation rooms) {
        assertThat(rooms.count("accounts")).isEqualTo(1);
        assertThat(rooms.count("identities")).isEqualTo(1);
        assertThat(rooms.count("account_roles")).isEqualTo(1);
        assertThat(rooms.count("audit_events")).isEqualTo(1);
    }
}
