package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.assurance.AssuranceSettings;
import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Second;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.assurance.Wanted;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether what was shown is enough: every way in, with every factor, under every rule. */
class AssuranceContractTest {
    private static final AssuranceSettings NOBODY = new AssuranceSettings(false, Set.of(), Set.of());
    private static final AssuranceSettings EVERYBODY = new AssuranceSettings(true, Set.of(), Set.of());
    private static final Wanted USUAL = Wanted.at("gatehouse");
    private static final List<AuthenticationEvent> SINGLE = List.of(
            AuthenticationEvent.PASSWORD,
            AuthenticationEvent.provider("google"),
            AuthenticationEvent.MAILED,
            AuthenticationEvent.passkey(false, false));

    @OnEveryDatabase
    void oneFactorIsEnoughWhereNobodyAsksForMore(TestDatabase on) {
        Gate.at(on, false, gate -> {
            for (AuthenticationEvent how : SINGLE) {
                assertThat(gate.judged(NOBODY, how, USUAL)).isEqualTo(new Verdict.Enough(how));
            }
            gate.hasPasskey();
            gate.hasRecoveryCode();
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, USUAL).enough())
                    .as("a passkey that its owner has as a way in alone")
                    .isTrue();
        });
    }

    @OnEveryDatabase
    void whoHasAnAuthenticatorIsAskedWhateverTheyCameBy(TestDatabase on) {
        Gate.at(on, false, gate -> {
            gate.hasApp();
            gate.hasRecoveryCode();
            for (AuthenticationEvent how : SINGLE) {
                assertThat(gate.judged(NOBODY, how, USUAL))
                        .isEqualTo(new Verdict.Wanting(List.of(Factor.TOTP, Factor.RECOVERY_CODE)));
            }
            assertThat(gate.judged(NOBODY, AuthenticationEvent.passkey(true, false), USUAL)
                            .enough())
                    .as("a passkey that verified its user is two factors")
                    .isTrue();
        });
    }

    @OnEveryDatabase
    void whoWantsAPasskeyAskedForIsAsked(TestDatabase on) {
        Gate.at(on, false, gate -> {
            gate.hasPasskey();
            gate.rooms().database.single(sql -> gate.factors()
                    .choosePasskeys(sql, gate.account().id(), true));
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, USUAL))
                    .isEqualTo(new Verdict.Wanting(List.of(Factor.PASSKEY)));
            gate.has("DELETE FROM passkeys");
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, USUAL).enough())
                    .as("the last passkey is gone")
                    .isTrue();
        });
    }

    @OnEveryDatabase
    void oneSecurityKeyIsNotTwoFactors(TestDatabase on) {
        Gate.at(on, false, gate -> {
            gate.hasPasskey();
            Wanted two = new Wanted("gatehouse", AuthenticationEvent.TWO_FACTORS, null);
            AuthenticationEvent touched = AuthenticationEvent.passkey(false, false);
            assertThat(gate.judged(EVERYBODY, touched, USUAL))
                    .as("nothing is set up by whoever holds it")
                    .isEqualTo(new Verdict.Otherwise());
            assertThat(gate.judged(NOBODY, touched, two)).isEqualTo(new Verdict.Otherwise());
            gate.hasRecoveryCode();
            assertThat(gate.judged(EVERYBODY, touched, USUAL))
                    .as("not offered")
                    .isEqualTo(new Verdict.Wanting(List.of(Factor.RECOVERY_CODE)));
            gate.hasApp();
            Verdict asked = new Verdict.Wanting(List.of(Factor.TOTP, Factor.RECOVERY_CODE));
            assertThat(gate.judged(NOBODY, touched, two)).isEqualTo(asked);
            Proof key = Proof.passkey(
                    gate.account().id(),
                    UUID.randomUUID(),
                    false,
                    false,
                    gate.rooms().clock.instant());
            Second again = new Second(Factor.PASSKEY, gate.rooms().clock.instant(), UUID.randomUUID());
            for (Proof twice : List.of(
                    key.with(again),
                    key.through("google").with(again),
                    key.with(again).with(again))) {
                assertThat(twice.how().twoFactors()).as("answered all the same").isFalse();
                assertThat(gate.judged(NOBODY, twice.how(), two)).isEqualTo(asked);
            }
            Second app = new Second(Factor.TOTP, gate.rooms().clock.instant(), UUID.randomUUID());
            assertThat(key.with(app).how().twoFactors()).isTrue();
            assertThat(Proof.password(
                                    gate.account().id(),
                                    "mark",
                                    gate.rooms().clock.instant())
                            .with(again)
                            .how()
                            .twoFactors())
                    .isTrue();
        });
    }

    @OnEveryDatabase
    void twoLettersAreNotTwoFactors(TestDatabase on) {
        Gate.at(on, true, gate -> {
            UUID ada = gate.account().id();
            gate.has("UPDATE accounts SET email_verified = TRUE WHERE id = ?", ada);
            gate.rooms().database.single(sql -> gate.factors().chooseEmail(sql, ada, true));
            Wanted two = new Wanted("gatehouse", AuthenticationEvent.TWO_FACTORS, null);
            assertThat(gate.judged(NOBODY, AuthenticationEvent.MAILED, USUAL))
                    .as("not offered")
                    .isEqualTo(new Verdict.Enrol());
            Instant now = gate.rooms().clock.instant();
            Proof letter = Proof.mailed(ada, "ada@example.com", now);
            Proof both = letter.with(new Second(Factor.EMAIL_CODE, now));
            assertThat(both.how().twoFactors()).as("answered all the same").isFalse();
            assertThat(gate.judged(NOBODY, both.how(), two)).isEqualTo(new Verdict.Enrol());
            assertThat(letter.with(new Second(Factor.TOTP, now, UUID.randomUUID()))
                            .how()
                            .twoFactors())
                    .isTrue();
            assertThat(Proof.password(ada, "mark", now)
                            .with(new Second(Factor.EMAIL_CODE, now))
                            .how()
                            .twoFactors())
                    .isTrue();
        });
    }

    @OnEveryDatabase
    void mailedCodesAnswerOnlyWhereAllowedChosenAndVerified(TestDatabase on) {
        for (boolean allowed : new boolean[] {false, true}) {
            Gate.at(on, allowed, gate -> {
                gate.rooms().database.single(sql -> gate.factors()
                        .chooseEmail(sql, gate.account().id(), true));
                assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, USUAL)
                                .enough())
                        .as("the address is not verified")
                        .isTrue();
                gate.has(
                        "UPDATE accounts SET email_verified = TRUE WHERE id = ?",
                        gate.account().id());
                assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, USUAL))
                        .isEqualTo(
                                allowed
                                        ? new Verdict.Wanting(List.of(Factor.EMAIL_CODE))
                                        : new Verdict.Enough(AuthenticationEvent.PASSWORD));
                gate.has("DELETE FROM accounts");
            });
        }
    }

    @OnEveryDatabase
    void whatTheOperatorRequiresIsSetUpFirst(TestDatabase on) {
        Gate.at(on, false, gate -> {
            List<AssuranceSettings> rules = List.of(
                    EVERYBODY,
                    new AssuranceSettings(false, Set.of("user"), Set.of()),
                    new AssuranceSettings(false, Set.of(), Set.of("gatehouse")));
            for (AssuranceSettings rule : rules) {
                for (AuthenticationEvent how : SINGLE) {
                    assertThat(gate.judged(rule, how, USUAL))
                            .isEqualTo(how.byPasskey() ? new Verdict.Otherwise() : new Verdict.Enrol());
                }
                assertThat(gate.judged(rule, AuthenticationEvent.passkey(true, false), USUAL)
                                .enough())
                        .isTrue();
            }
            gate.hasRecoveryCode();
            assertThat(gate.judged(EVERYBODY, AuthenticationEvent.PASSWORD, USUAL))
                    .as("recovery codes stand in for a factor, and are none")
                    .isEqualTo(new Verdict.Enrol());
            gate.hasPasskey();
            for (AssuranceSettings rule : rules) {
                assertThat(gate.judged(rule, AuthenticationEvent.PASSWORD, USUAL))
                        .isEqualTo(new Verdict.Wanting(List.of(Factor.PASSKEY, Factor.RECOVERY_CODE)));
            }
            assertThat(gate.judged(
                                    new AssuranceSettings(false, Set.of("admin"), Set.of("other")),
                                    SINGLE.getFirst(),
                                    USUAL)
                            .enough())
                    .as("another role, another client")
                    .isTrue();
        });
    }

    @OnEveryDatabase
    void aClassThatIsAskedForIsReached(TestDatabase on) {
        Gate.at(on, false, gate -> {
            Wanted two = new Wanted("gatehouse", AuthenticationEvent.TWO_FACTORS, null);
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, two)).isEqualTo(new Verdict.Enrol());
            gate.hasApp();
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, two))
                    .isEqualTo(new Verdict.Wanting(List.of(Factor.TOTP)));
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD.onRememberedDevice(), two)
                            .enough())
                    .as("a remembered browser is no second factor")
                    .isFalse();
            Proof proof = Proof.password(
                    gate.account().id(), "mark", gate.rooms().clock.instant());
            for (Factor factor : Factor.values()) {
                AuthenticationEvent how = proof.with(
                                new Second(factor, gate.rooms().clock.instant()))
                        .how();
                assertThat(how.amr()).as(factor.label()).contains("pwd", "mfa");
                assertThat(gate.judged(NOBODY, how, two)).isEqualTo(new Verdict.Enough(how));
            }
        });
    }

    @OnEveryDatabase
    void aRememberedBrowserIsSparedAndTokensSaySo(TestDatabase on) {
        Gate.at(on, false, gate -> {
            gate.hasApp();
            UUID ada = gate.account().id();
            String secret = remembered(gate, ada);
            Wanted here = new Wanted("gatehouse", null, secret);
            Verdict verdict = gate.judged(EVERYBODY, AuthenticationEvent.PASSWORD, here);
            assertThat(verdict).isEqualTo(new Verdict.Enough(AuthenticationEvent.PASSWORD.onRememberedDevice()));
            assertThat(((Verdict.Enough) verdict).how().acr()).isEqualTo(AuthenticationEvent.ONE_FACTOR);
            String others =
                    remembered(gate, gate.rooms().signedUp("grace", null).id());
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, new Wanted("gatehouse", null, others))
                            .enough())
                    .as("somebody else's browser")
                    .isFalse();
            gate.rooms().clock.advance(Duration.ofDays(30));
            assertThat(gate.judged(NOBODY, AuthenticationEvent.PASSWORD, here).enough())
                    .as("too long ago")
                    .isFalse();
        });
    }

    private static String remembered(Gate gate, UUID account) {
        return gate.rooms()
                .database
                .<Optional<String>>write(sql -> gate.devices().remember(sql, account, null))
                .orElseThrow();
    }

    @OnEveryDatabase
    void anUnverifiedAddressComesBeforeAllElse(TestDatabase on) {
        Gate.at(on, false, gate -> {
            Assurance assurance = new Assurance(gate.factors(), gate.rooms().roles, EVERYBODY, (sql, it) -> true);
            for (AuthenticationEvent how :
                    List.of(AuthenticationEvent.PASSWORD, AuthenticationEvent.passkey(true, false))) {
                assertThat(gate.rooms().database.<Verdict>read(sql -> assurance.of(sql, gate.account(), how, USUAL)))
                        .isEqualTo(new Verdict.Unverified());
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyFactorHasOneName(Factor factor) {
        assertThat(Factor.of(factor.label())).contains(factor);
        assertThat(Factor.of(factor.name())).isEmpty();
    }

    @OnEveryDatabase
    void aSessionGoesOnWhileItIsEnough(TestDatabase on) {
        Gate.at(on, false, gate -> {
            for (AuthenticationEvent how : SINGLE) {
                assertThat(allows(gate, NOBODY, how, List.of("user"))).isTrue();
                assertThat(allows(gate, EVERYBODY, how, List.of())).isFalse();
                assertThat(allows(gate, new AssuranceSettings(false, Set.of("user"), Set.of()), how, List.of("user")))
                        .isFalse();
                assertThat(allows(gate, new AssuranceSettings(false, Set.of("admin"), Set.of()), how, List.of("user")))
                        .isTrue();
                assertThat(allows(gate, new AssuranceSettings(false, Set.of(), Set.of("gatehouse")), how, List.of()))
                        .isFalse();
                assertThat(allows(gate, EVERYBODY, how.onRememberedDevice(), List.of()))
                        .as("a browser that was spared")
                        .isTrue();
                Gate strict = gate.remembering(Optional.empty());
                for (AssuranceSettings rule : List.of(NOBODY, EVERYBODY)) {
                    assertThat(allows(strict, rule, how.onRememberedDevice(), List.of()))
                            .as("browsers are spared no more")
                            .isFalse();
                }
            }
            for (AssuranceSettings rule : List.of(NOBODY, EVERYBODY)) {
                Assurance unverified = new Assurance(gate.factors(), gate.rooms().roles, rule, (sql, it) -> true);
                Session session = session(gate, AuthenticationEvent.passkey(true, false));
                assertThat(gate.rooms()
                                .database
                                .<Boolean>read(sql -> unverified.allows(sql, gate.account(), session, List.of())))
                        .as("its address has to be verified by now")
                        .isFalse();
            }
        });
    }

    @OnEveryDatabase
    void aBrowserThatWasSparedIsSoWhileBrowsersMayBe(TestDatabase on) {
        Gate.at(on, false, gate -> {
            gate.hasApp();
            AuthenticationEvent spared = AuthenticationEvent.PASSWORD.onRememberedDevice();
            assertThat(gate.judged(NOBODY, spared, USUAL).enough()).isTrue();
            assertThat(gate.remembering(Optional.empty()).judged(NOBODY, spared, USUAL))
                    .isEqualTo(new Verdict.Wanting(List.of(Factor.TOTP)));
        });
    }

    /** RFC 8176: what is in a synchronised keychain is not kept by hardware, be it shown first or second. */
    @OnEveryDatabase
    void aSecondFactorTellsWhetherHardwareKeepsIt(TestDatabase on) {
        Gate.at(on, false, gate -> {
            Instant now = gate.rooms().clock.instant();
            Proof password = Proof.password(gate.account().id(), "mark", now);
            assertThat(password.with(new Second(Factor.PASSKEY, now, UUID.randomUUID(), true))
                            .how()
                            .amr())
                    .containsExactly("pwd", "swk", "mfa");
            assertThat(password.with(new Second(Factor.PASSKEY, now, UUID.randomUUID(), false))
                            .how()
                            .amr())
                    .containsExactly("pwd", "hwk", "mfa");
        });
    }

    private static boolean allows(Gate gate, AssuranceSettings rule, AuthenticationEvent how, List<String> roles) {
        Assurance assurance = new Assurance(gate.factors(), gate.rooms().roles, rule, (sql, it) -> false);
        Session session = session(gate, how);
        return gate.rooms().database.<Boolean>read(sql -> assurance.allows(sql, gate.account(), session, roles));
    }

    private static Session session(Gate gate, AuthenticationEvent how) {
        Instant now = Instant.EPOCH;
        return new Session(
                UUID.randomUUID(),
                gate.account().id(),
                "gatehouse",
                "",
                how.method(),
                how.provider(),
                how.amr(),
                how.acr(),
                now,
                null,
                null,
                now,
                now);
    }
}
