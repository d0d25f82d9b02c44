package dev.gatehouse.contract;

import static dev.gatehouse.testing.Federation.FROM;
import static dev.gatehouse.testing.Federation.HASH;
import static dev.gatehouse.testing.Federation.STAYING;
import static dev.gatehouse.testing.Federation.proven;
import static dev.gatehouse.testing.Federation.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.identities.AccountLinks.PendingLink;
import dev.gatehouse.domain.identities.AccountLinks.Way;
import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.Identity;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Links from being held to being taken away. */
class AccountLinksContractTest {
    private static final ProvenIdentity OCTO = proven("github", "7", "octo@example.com", true, "octo");
    private static final ProvenIdentity ADA = verified("google", "1001", "ada@gmail.example");
    private static final Bound BROWSER = new Bound.Browser("one browser");

    private static void addPassword(Federation rooms, UUID account) {
        rooms.database.write(transaction -> {
            rooms.links.addPassword(transaction, account, HASH, STAYING, FROM);
            return true;
        });
    }

    @OnEveryDatabase
    void aLinkThatIsConfirmedIsAWayIn(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", "ada@example.com").id();
            Bound session = new Bound.Session(rooms.session(ada));
            String token = rooms.links.hold(OCTO, ada, session, FROM);
            assertThat(token).matches("[A-Za-z0-9_-]{43}");
            assertThat(rooms.linked(ada)).isEmpty();
            assertThat(rooms.signIn(ada, OCTO)).isEmpty();

            PendingLink pending = rooms.links.peek(token, session).orElseThrow();
            assertThat(pending.account()).isEqualTo(ada);
            assertThat(pending.label()).isEqualTo("octo@example.com");
            assertThat(pending.proven()).isEqualTo(OCTO);
            assertThat(pending.expiresAt()).isEqualTo(rooms.clock.instant().plus(Duration.ofMinutes(10)));
            Identity identity = rooms.links.confirm(token, ada, session, transaction -> true, STAYING, FROM);

            assertThat(identity.linkedAt()).isEqualTo(rooms.clock.instant());
            assertThat(rooms.linked(ada)).containsExactly("github 7");
            assertThat(rooms.signIn(ada, OCTO)).isPresent();
            assertThat(rooms.audited(ada)).containsExactlyInAnyOrder("link.pending", "link.added");
            assertThat(rooms.links.peek(token, session)).isEmpty();
        }
    }

    @OnEveryDatabase
    void anIdentityThatIsAnybodysOrAnotherOfTheSameProviderIsNotLinked(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            UUID eve = rooms.signedUp("eve", null).id();
            rooms.link(ada, OCTO);

            for (UUID whose : List.of(eve, ada)) {
                String token = rooms.links.hold(OCTO, whose, BROWSER, FROM);
                refused(ErrorCode.ALREADY_LINKED, () -> confirm(rooms, token, whose));
            }
            String second = rooms.links.hold(proven("github", "8", null, false, "other"), ada, BROWSER, FROM);
            refused(ErrorCode.ALREADY_LINKED, () -> confirm(rooms, second, ada));
            assertThat(rooms.linked(ada)).containsExactly("github 7");
            assertThat(rooms.linked(eve)).isEmpty();
        }
    }

    @OnEveryDatabase
    void aLinkExpiresAndIsSweptAway(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            String token = rooms.links.hold(OCTO, ada, BROWSER, FROM);
            rooms.clock.advance(Duration.ofMinutes(10).minusMillis(1));
            assertThat(rooms.links.peek(token, BROWSER)).isPresent();
            rooms.clock.advance(Duration.ofMillis(1));
            assertThat(rooms.links.peek(token, BROWSER)).isEmpty();
            refused(ErrorCode.LINK_EXPIRED, () -> confirm(rooms, token, ada));
        }
    }

    @OnEveryDatabase
    void onlyTheNewestOfOneProviderWaitsInOnePlace(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            Bound other = new Bound.Browser("another browser");
            String first = rooms.links.hold(OCTO, ada, BROWSER, FROM);
            String elsewhere = rooms.links.hold(OCTO, ada, other, FROM);
            String google = rooms.links.hold(ADA, ada, BROWSER, FROM);
            String second = rooms.links.hold(OCTO, ada, BROWSER, FROM);

            assertThat(rooms.links.peek(first, BROWSER)).isEmpty();
            assertThat(rooms.links.peek(second, BROWSER)).isPresent();
            assertThat(rooms.links.peek(google, BROWSER)).isPresent();
            assertThat(rooms.links.peek(elsewhere, other)).isPresent();
            assertThat(rooms.count("pending_links")).isEqualTo(3);
        }
    }

    @OnEveryDatabase
    void aProofThatDoesNotHoldAnyMoreLinksNothingAndLeavesTheLink(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            String token = rooms.links.hold(OCTO, ada, BROWSER, FROM);
            refused(
                    ErrorCode.INSUFFICIENT_USER_AUTHENTICATION,
                    () -> rooms.links.confirm(token, ada, BROWSER, transaction -> false, STAYING, FROM));
            assertThat(rooms.linked(ada)).isEmpty();
            confirm(rooms, token, ada);
            assertThat(rooms.linked(ada)).containsExactly("github 7");
        }
    }

    @OnEveryDatabase
    void whatHasEndedMeanwhileEndsTheLink(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            UUID session = rooms.session(ada);
            Bound bound = new Bound.Session(session);
            String token = rooms.links.hold(OCTO, ada, bound, FROM);
            rooms.database.write(transaction -> rooms.sessions.end(transaction, session));
            refused(
                    ErrorCode.LINK_EXPIRED,
                    () -> rooms.links.confirm(token, ada, bound, transaction -> true, STAYING, FROM));
            refused(ErrorCode.FLOW_EXPIRED, () -> rooms.links.hold(OCTO, ada, bound, FROM));

            String kept = rooms.links.hold(OCTO, ada, BROWSER, FROM);
            rooms.directory.put(Federation.provider("github", false, true, Set.of(), Map.of(), Set.of()));
            refused(ErrorCode.SIGN_IN_REFUSED, () -> confirm(rooms, kept, ada));
            refused(ErrorCode.SIGN_IN_REFUSED, () -> rooms.links.hold(OCTO, ada, BROWSER, FROM));
            rooms.directory.put(Federation.provider("github", true, true, Set.of("corp.com"), Map.of(), Set.of()));
            refused(ErrorCode.SIGN_IN_REFUSED, () -> confirm(rooms, kept, ada));
            rooms.directory.put(Federation.provider("github"));
            rooms.disable(ada);
            refused(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION, () -> confirm(rooms, kept, ada));
            refused(ErrorCode.FLOW_EXPIRED, () -> rooms.links.hold(OCTO, ada, BROWSER, FROM));
            assertThat(rooms.linked(ada)).isEmpty();
        }
    }

    @OnEveryDatabase
    void theLastWayInIsNeverTaken(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.newcomer(ADA).id();
            refused(
                    ErrorCode.LAST_SIGN_IN_METHOD,
                    () -> rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM));
            rooms.link(ada, OCTO);
            assertThat(rooms.links.of(ada).identities())
                    .extracting(Way::removable)
                    .containsExactly(true, true);
            // What is off, or would not let the person in, is no way in.
            rooms.directory.put(Federation.provider("github", false, true, Set.of(), Map.of(), Set.of()));
            refused(
                    ErrorCode.LAST_SIGN_IN_METHOD,
                    () -> rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM));
            assertThat(rooms.links.of(ada).identities())
                    .extracting(Way::removable)
                    .containsExactly(false, true);
            rooms.directory.put(Federation.provider("github", true, true, Set.of("corp.com"), Map.of(), Set.of()));
            refused(
                    ErrorCode.LAST_SIGN_IN_METHOD,
                    () -> rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM));
            rooms.directory.put(Federation.provider("github"));

            rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM);
            refused(
                    ErrorCode.LAST_SIGN_IN_METHOD,
                    () -> rooms.links.unlink(ada, "github", transaction -> true, STAYING, FROM));
            refused(ErrorCode.NOT_FOUND, () -> rooms.links.unlink(ada, "google", transaction -> true, STAYING, FROM));
            addPassword(rooms, ada);
            rooms.links.unlink(ada, "github", transaction -> true, STAYING, FROM);
            assertThat(rooms.links.of(ada).password()).isTrue();
            assertThat(rooms.links.of(ada).identities()).isEmpty();
            assertThat(rooms.audited(ada))
                    .containsExactlyInAnyOrder(
                            "account.created",
                            "link.pending",
                            "link.added",
                            "link.removed",
                            "password.added",
                            "link.removed");
        }
    }

    @OnEveryDatabase
    void unlinkingEndsWhatCameInByTheLinkAndNothingElse(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            rooms.directory.put(Federation.provider("github", true, true, Set.of(), Map.of(), Set.of("client")));
            UUID ada = rooms.signedUp("ada", null).id();
            ProvenIdentity octo = Federation.withTokens(OCTO, new ProviderTokens("access", null, null, null));
            rooms.link(ada, octo);
            UUID byPassword = rooms.session(ada);
            UUID byGithub = rooms.signIn(ada, octo).orElseThrow();
            String waiting = rooms.links.hold(octo, ada, BROWSER, FROM);
            assertThat(rooms.count("provider_tokens")).isEqualTo(1);

            rooms.links.unlink(ada, "github", transaction -> true, STAYING, FROM);

            assertThat(rooms.lives(byGithub)).isFalse();
            assertThat(rooms.lives(byPassword)).isTrue();
            assertThat(rooms.count("provider_tokens")).isZero();
            assertThat(rooms.links.peek(waiting, BROWSER)).isEmpty();
            assertThat(rooms.signIn(ada, octo)).isEmpty();
        }
    }

    @OnEveryDatabase
    void aPasswordIsAddedOnce(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.newcomer(ADA);
            assertThat(rooms.links.of(ada.id()).password()).isFalse();
            addPassword(rooms, ada.id());
            refused(ErrorCode.CONFLICT, () -> addPassword(rooms, ada.id()));
        }
    }

    @OnEveryDatabase
    void aProviderThatIsRemovedLeavesNothingBehind(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID alone = rooms.newcomer(ADA).id();
            UUID withOther =
                    rooms.newcomer(verified("google", "2", "two@example.com")).id();
            rooms.link(withOther, OCTO);
            UUID withPassword = rooms.signedUp("ada", null).id();
            rooms.link(withPassword, verified("google", "3", "three@example.com"));
            rooms.links.hold(verified("google", "4", "four@example.com"), withPassword, BROWSER, FROM);
            assertThat(losing(rooms, List.of("github"))).isEqualTo(1);
            assertThat(losing(rooms, List.of())).isEqualTo(2);

            int removed = rooms.database.write(transaction -> rooms.identities.removeProvider(transaction, "google"));

            assertThat(removed).isEqualTo(3);
            assertThat(rooms.linked(alone)).isEmpty();
            assertThat(rooms.linked(withOther)).containsExactly("github 7");
            assertThat(rooms.count("pending_links")).isZero();
            assertThat(rooms.signIn(alone, ADA)).isEmpty();
        }
    }

    private static long losing(Federation rooms, List<String> others) {
        return rooms.database.read(sql -> rooms.identities.onlyWayIn(sql, "google", others));
    }

    private static void confirm(Federation rooms, String token, UUID account) {
        rooms.links.confirm(token, account, BROWSER, transaction -> true, STAYING, FROM);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                .isEqualTo(code));
    }
}
