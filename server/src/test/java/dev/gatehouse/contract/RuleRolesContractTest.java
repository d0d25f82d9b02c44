package dev.gatehouse.contract;

import static dev.gatehouse.testing.Federation.FROM;
import static dev.gatehouse.testing.Federation.STAYING;
import static dev.gatehouse.testing.Federation.inGroups;
import static dev.gatehouse.testing.Federation.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Roles that come and go with what a provider says of somebody. */
class RuleRolesContractTest {
    private static final ProvenIdentity ADA = verified("google", "1001", "ada@example.com");
    private static final Map<String, String> RULES =
            Map.of("staff", "moderator", "ops", "admin", "press", "guest", "ghosts", "no-such-role");

    @OnEveryDatabase
    void aRuleGivesAndTakesItsRole(TestDatabase on) {
        try (Federation rooms = ruled(on)) {
            UUID ada = rooms.newcomer(inGroups(ADA, "staff", "staff", "ghosts", "unknown"))
                    .id();
            assertThat(rooms.rolesOf(ada)).containsExactly("moderator", "user");

            rooms.signIn(ada, inGroups(ADA, "press"));
            assertThat(rooms.rolesOf(ada)).containsExactly("guest", "user");
            rooms.signIn(ada, ADA);
            assertThat(rooms.rolesOf(ada)).containsExactly("user");
            assertThat(rooms.audited(ada)).filteredOn("account.changed"::equals).hasSize(2);
        }
    }

    @OnEveryDatabase
    void aRoleThatTheAccountHadAlreadyIsNotTheRulesToTake(TestDatabase on) {
        try (Federation rooms = ruled(on)) {
            UUID ada = rooms.newcomer(ADA).id();
            rooms.grant(ada, "moderator");
            rooms.signIn(ada, inGroups(ADA, "staff"));
            rooms.signIn(ada, ADA);
            assertThat(rooms.rolesOf(ada)).containsExactly("moderator", "user");
            rooms.link(ada, inGroups(verified("github", "7", "ada@example.com"), "staff"));
            rooms.links.unlink(ada, "github", transaction -> true, STAYING, FROM);
            assertThat(rooms.rolesOf(ada)).containsExactly("moderator", "user");
        }
    }

    @OnEveryDatabase
    void aRoleThatTwoProvidersGiveStaysUntilBothTakeIt(TestDatabase on) {
        try (Federation rooms = ruled(on)) {
            ProvenIdentity octo = verified("github", "7", "ada@example.com");
            UUID ada = rooms.newcomer(inGroups(ADA, "staff")).id();
            rooms.link(ada, inGroups(octo, "staff"));
            rooms.signIn(ada, ADA);
            assertThat(rooms.rolesOf(ada)).containsExactly("moderator", "user");
            rooms.signIn(ada, octo);
            assertThat(rooms.rolesOf(ada)).containsExactly("user");
        }
    }

    @OnEveryDatabase
    void rolesGoWithTheLinkThatGaveThem(TestDatabase on) {
        try (Federation rooms = ruled(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            rooms.link(ada, inGroups(ADA, "staff"));
            assertThat(rooms.rolesOf(ada)).containsExactly("moderator", "user");
            rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM);
            assertThat(rooms.rolesOf(ada)).containsExactly("user");

            rooms.link(ada, inGroups(ADA, "staff"));
            rooms.database.write(transaction -> rooms.identities.removeProvider(transaction, "google"));
            assertThat(rooms.rolesOf(ada)).containsExactly("user");
        }
    }

    @OnEveryDatabase
    void theLastAdministratorStaysOne(TestDatabase on) {
        try (Federation rooms = ruled(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            rooms.link(ada, inGroups(ADA, "ops"));
            assertThat(rooms.rolesOf(ada)).containsExactly("admin", "user");

            assertThat(rooms.signIn(ada, ADA)).isPresent();
            assertThat(rooms.rolesOf(ada)).containsExactly("admin", "user");
            assertThatThrownBy(() -> rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM))
                    .satisfies(this::lastAdministrator);
            assertThatThrownBy(() ->
                            rooms.database.write(transaction -> rooms.identities.removeProvider(transaction, "google")))
                    .satisfies(this::lastAdministrator);
            assertThat(rooms.linked(ada)).containsExactly("google 1001");
            assertThat(rooms.rolesOf(ada)).containsExactly("admin", "user");

            UUID grace = rooms.signedUp("grace", null).id();
            rooms.grant(grace, "admin");
            rooms.signIn(ada, ADA);
            assertThat(rooms.rolesOf(ada)).containsExactly("user");
        }
    }

    private void lastAdministrator(Throwable thrown) {
        assertThat(thrown).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(ErrorCode.LAST_ADMINISTRATOR));
    }

    private static Federation ruled(TestDatabase on) {
        Federation rooms = new Federation(on);
        rooms.directory.put(Federation.provider("google", true, true, Set.of(), RULES, Set.of()));
        rooms.directory.put(Federation.provider("github", true, true, Set.of(), RULES, Set.of()));
        return rooms;
    }
}
