package dev.gatehouse.contract;

import static dev.gatehouse.testing.Federation.issuer;
import static dev.gatehouse.testing.Federation.proven;
import static dev.gatehouse.testing.Federation.unverified;
import static dev.gatehouse.testing.Federation.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.identities.Resolution;
import dev.gatehouse.domain.identities.Resolution.Fresh;
import dev.gatehouse.domain.identities.Resolution.Known;
import dev.gatehouse.domain.identities.Resolution.Reason;
import dev.gatehouse.domain.identities.Resolution.Refused;
import dev.gatehouse.domain.identities.Resolution.Taken;
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

/** What an identity that somebody has proven means, and the accounts that come of it. */
class FederatedAccountsContractTest {
    private static final ProvenIdentity ADA = new ProvenIdentity(
            "google",
            issuer("google"),
            "1001",
            "Ada@Example.com",
            true,
            "Ada",
            "https://pictures.example/ada",
            null,
            List.of(),
            null,
            null);

    @OnEveryDatabase
    void somebodyNewGetsAnAccountAndIsKnownFromThenOn(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            assertThat(rooms.resolve(ADA)).isEqualTo(new Fresh());
            Account account = rooms.newcomer(ADA);

            assertThat(account.email()).isEqualTo("Ada@example.com");
            assertThat(account.emailVerified()).isTrue();
            assertThat(account.username()).isNull();
            assertThat(account.name()).isEqualTo("Ada");
            assertThat(account.picture()).isEqualTo("https://pictures.example/ada");
            assertThat(rooms.rolesOf(account.id())).containsExactly("user");
            assertThat(rooms.audited(account.id())).containsExactly("account.created");
            Known known = known(rooms.resolve(ADA));
            assertThat(known.created()).isFalse();
            assertThat(known.account().id()).isEqualTo(account.id());
            assertThat(rooms.register(ADA)).isEqualTo(known);
            assertThat(rooms.count("accounts")).isEqualTo(1);
        }
    }

    @OnEveryDatabase
    void theSameSubjectAtAnotherIssuerIsSomebodyElse(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.newcomer(ADA);
            Account other = rooms.newcomer(proven("github", "1001", null, false, "octo"));

            assertThat(other.id()).isNotEqualTo(ada.id());
            assertThat(other.username()).isEqualTo("octo");
            assertThat(other.email()).isNull();
        }
    }

    @OnEveryDatabase
    void aVerifiedAddressThatIsSomebodysAsksForProofAndGivesNothing(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.signedUp("ada", "ada@example.com");
            rooms.verify(ada);

            Taken taken = taken(rooms.register(ADA));

            assertThat(taken.account().id()).isEqualTo(ada.id());
            assertThat(taken.byPassword()).isTrue();
            assertThat(taken.providers()).isEmpty();
            assertThat(taken.linkable()).isTrue();
            assertThat(taken.mayGiveWay()).isFalse();
            assertThat(rooms.count("identities")).isZero();
            rooms.link(ada.id(), proven("github", "7", null, false, "ada"));
            assertThat(taken(rooms.resolve(ADA)).providers()).containsExactly("github");
        }
    }

    @OnEveryDatabase
    void anotherPersonOfTheSameProviderWithTheSameAddressIsNotLinkable(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            rooms.newcomer(ADA);
            assertThat(taken(rooms.resolve(verified("google", "1002", "ada@example.com")))
                            .linkable())
                    .isFalse();
        }
    }

    @OnEveryDatabase
    void anUnverifiedAddressFindsNobodyAndTellsNothing(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.signedUp("ada", "ada@example.com");
            rooms.verify(ada);

            Account grace = rooms.newcomer(unverified("microsoft", "5", "ada@example.com"));

            assertThat(grace.id()).isNotEqualTo(ada.id());
            assertThat(grace.email()).isNull();
            assertThat(grace.username()).matches("microsoft-[a-z2-9]{10}");
            assertThat(rooms.linked(ada.id())).isEmpty();
        }
    }

    @OnEveryDatabase
    void anUnverifiedAddressThatIsFreeStaysUnverified(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account grace = rooms.newcomer(unverified("microsoft", "5", "grace@example.com"));
            assertThat(grace.email()).isEqualTo("grace@example.com");
            assertThat(grace.emailVerified()).isFalse();
        }
    }

    /** Keys of accounts are equal for addresses that look alike: the owner of one has proven nothing about the other. */
    @OnEveryDatabase
    void anAddressThatOnlyLooksAlikeIsNotTheAccounts(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.signedUp("ada", "ada@example.com");
            ProvenIdentity lookalike = verified("google", "66", "\u0430da@example.com");

            assertThat(rooms.resolve(lookalike)).isEqualTo(new Fresh());
            Account other = rooms.newcomer(lookalike);
            assertThat(other.id()).isNotEqualTo(ada.id());
            assertThat(other.email()).isNull();
            assertThat(rooms.account(ada.id()).email()).isEqualTo("ada@example.com");
        }
    }

    @OnEveryDatabase
    void aUserNameThatIsTakenOrUnfitGivesWayToAnother(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            rooms.signedUp("linus", null);
            Account taken = rooms.newcomer(proven("github", "1", null, false, "linus"));
            Account unfit = rooms.newcomer(proven("github", "2", null, false, "<script>"));
            Account both = rooms.newcomer(proven("github", "3", "free@example.com", true, "linus"));

            assertThat(taken.username()).matches("github-[a-z2-9]{10}");
            assertThat(unfit.username()).matches("github-[a-z2-9]{10}");
            assertThat(both.username()).isNull();
            assertThat(both.email()).isEqualTo("free@example.com");
        }
    }

    @OnEveryDatabase
    void whatAProviderSendsIsMadeFitOrLeftOut(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account account = rooms.newcomer(new ProvenIdentity(
                    "google",
                    issuer("google"),
                    "9",
                    "x".repeat(400) + "@example.com",
                    true,
                    "\u202eeve\u0000\ud800\n" + "é".repeat(500),
                    "javascript:alert(1)",
                    "no way",
                    List.of(),
                    null,
                    null));
            assertThat(account.email()).isNull();
            assertThat(account.name()).startsWith("eveé").hasSize(200);
            assertThat(account.picture()).isNull();
            Identity identity = rooms.database
                    .read(sql -> rooms.identities.ofAccount(sql, account.id()))
                    .getFirst();
            assertThat(identity.email()).isNull();
            assertThat(identity.emailVerified()).isFalse();
            assertThat(identity.label()).hasSize(200);
        }
    }

    @OnEveryDatabase
    void anIdentityThatCannotBeKeptIsTheProvidersFailure(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            for (String subject : List.of("", " ", "x".repeat(256), "a\u0000b", "a\nb", "\ud800")) {
                ProvenIdentity bad = proven("google", subject, null, false, null);
                assertThatThrownBy(() -> rooms.resolve(bad))
                        .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                                .isEqualTo(ErrorCode.PROVIDER_FAILED));
            }
            assertThat(rooms.newcomer(proven("google", "x".repeat(255), null, false, null)))
                    .isNotNull();
        }
    }

    @OnEveryDatabase
    void oneProvidersProofIsNeverTakenForAnothers(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.newcomer(ADA);
            assertThatIllegalArgumentException().isThrownBy(() -> rooms.federated.resolve(ADA, rooms.find("github")));
            // Another provider that an operator configured with the issuer of the first.
            ProvenIdentity impostor = new ProvenIdentity(
                    "github", ADA.issuer(), ADA.subject(), ADA.email(), true, null, null, null, List.of(), null, null);
            assertThat(rooms.register(impostor)).isEqualTo(new Refused(Reason.OTHER_PROVIDER));
            assertThat(rooms.signIn(ada.id(), impostor)).isEmpty();
        }
    }

    @OnEveryDatabase
    void whoMayNotComeInIsRefusedBothBeforeAndAfterThereIsAnAccount(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            rooms.directory.put(Federation.provider("google", true, false, Set.of("example.com"), Map.of(), Set.of()));
            assertThat(rooms.register(ADA)).isEqualTo(new Refused(Reason.SIGN_UP_CLOSED));
            rooms.directory.put(Federation.provider("google", true, true, Set.of("example.com"), Map.of(), Set.of()));
            for (String address : List.of("ada@sub.example.com", "ada@example.com.evil.net", "ada@evilexample.com")) {
                assertThat(rooms.register(verified("google", "2", address)))
                        .as(address)
                        .isEqualTo(new Refused(Reason.MAIL_DOMAIN));
            }
            assertThat(rooms.register(unverified("google", "2", "ada@example.com")))
                    .isEqualTo(new Refused(Reason.MAIL_DOMAIN));
            assertThat(rooms.register(proven("google", "2", null, true, "ada")))
                    .isEqualTo(new Refused(Reason.MAIL_DOMAIN));
            Account ada = rooms.newcomer(ADA);
            assertThat(rooms.resolve(verified("google", "1001", "ada@elsewhere.com")))
                    .isEqualTo(new Refused(Reason.MAIL_DOMAIN));

            rooms.disable(ada.id());
            assertThat(rooms.resolve(ADA)).isEqualTo(new Refused(Reason.INACTIVE));
            assertThat(rooms.signIn(ada.id(), ADA)).isEmpty();
            assertThat(rooms.resolve(verified("github", "3", "ada@example.com")))
                    .isEqualTo(new Refused(Reason.INACTIVE));
            rooms.directory.put(Federation.provider("google", false, true, Set.of(), Map.of(), Set.of()));
            assertThat(rooms.resolve(ADA)).isEqualTo(new Refused(Reason.PROVIDER_OFF));
            assertThat(rooms.register(verified("google", "8", "new@example.com")))
                    .isEqualTo(new Refused(Reason.PROVIDER_OFF));
        }
    }

    @OnEveryDatabase
    void aSignInNotesWhatTheProviderSaysNowAndLeavesTheAccountsAddress(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.newcomer(ADA);
            rooms.clock.advance(Duration.ofHours(1));

            assertThat(rooms.signIn(ada.id(), verified("google", "1001", "ada@elsewhere.com")))
                    .isPresent();

            Identity identity = known(rooms.resolve(ADA)).identity();
            assertThat(identity.email()).isEqualTo("ada@elsewhere.com");
            assertThat(identity.label()).isEqualTo("ada@elsewhere.com");
            assertThat(identity.usedAt()).isEqualTo(rooms.clock.instant());
            assertThat(rooms.account(ada.id()).email()).isEqualTo("Ada@example.com");
            assertThat(rooms.account(ada.id()).name()).isEqualTo("Ada");
            assertThat(rooms.signIn(UUID.randomUUID(), ADA)).isEmpty();
        }
    }

    @OnEveryDatabase
    void anAccountsAddressIsVerifiedByAnIdentityThatIsItsOwn(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            Account ada = rooms.signedUp("ada", "ada@example.com");
            rooms.link(ada.id(), verified("github", "7", "other@example.com"));
            assertThat(rooms.account(ada.id()).emailVerified()).isFalse();
            rooms.signIn(ada.id(), unverified("github", "7", "ada@example.com"));
            assertThat(rooms.account(ada.id()).emailVerified()).isFalse();
            rooms.signIn(ada.id(), verified("github", "7", "\u0430da@example.com"));
            assertThat(rooms.account(ada.id()).emailVerified()).isFalse();

            rooms.signIn(ada.id(), verified("github", "7", "ADA@example.com"));
            assertThat(rooms.account(ada.id()).emailVerified()).isTrue();
        }
    }

    @OnEveryDatabase
    void anAccountThatGoesLeavesNothingBehind(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            rooms.directory.put(Federation.provider("google", true, true, Set.of(), Map.of(), Set.of("client")));
            Account ada =
                    rooms.newcomer(Federation.withTokens(ADA, new ProviderTokens("access", "refresh", null, null)));
            rooms.links.hold(
                    proven("github", "7", null, false, "ada"), ada.id(), new Bound.Browser("key"), Federation.FROM);
            assertThat(List.of(rooms.count("provider_tokens"), rooms.count("pending_links")))
                    .containsExactly(1L, 1L);

            rooms.database.write(transaction -> rooms.accounts.delete(transaction, ada.id()));

            assertThat(List.of(rooms.count("identities"), rooms.count("provider_tokens"), rooms.count("pending_links")))
                    .containsOnly(0L);
        }
    }

    private static Known known(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Known.class);
        return (Known) resolution;
    }

    private static Taken taken(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Taken.class);
        return (Taken) resolution;
    }
}
