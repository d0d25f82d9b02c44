package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Second;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.signin.StandingProofs;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whether what was shown still stands on what it stood on, and since when it counts. */
class ProofsContractTest {
    @OnEveryDatabase
    void aSecondFactorHoldsWhileItIsThere(TestDatabase on) {
        Gate.at(on, true, gate -> {
            Federation rooms = gate.rooms();
            StandingProofs proofs =
                    new StandingProofs(rooms.accounts, rooms.passwords, rooms.identities, provider -> true);
            Proof first = new Proof(
                    gate.account().id(),
                    AuthenticationEvent.PASSWORD,
                    rooms.clock.instant(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
            gate.hasApp();
            gate.hasPasskey();
            gate.hasRecoveryCode();
            rooms.database.single(
                    sql -> gate.factors().chooseEmail(sql, gate.account().id(), true));
            for (Factor factor : Factor.values()) {
                UUID by = id(gate, factor);
                Proof whole = first.with(new Second(factor, rooms.clock.instant(), by));
                assertThat(rooms.database.<Boolean>read(sql -> proofs.hold(sql, whole)))
                        .as(factor.label())
                        .isTrue();
                if (by != null) {
                    Proof other = first.with(new Second(factor, rooms.clock.instant(), UUID.randomUUID()));
                    assertThat(rooms.database.<Boolean>read(sql -> proofs.hold(sql, other)))
                            .as("another %s", factor.label())
                            .isFalse();
                }
            }
            Proof recovered = first.with(new Second(Factor.RECOVERY_CODE, rooms.clock.instant()));
            gate.has(
                    "UPDATE recovery_codes SET created_at = ?",
                    rooms.clock.instant().plusSeconds(1));
            assertThat(rooms.database.<Boolean>read(sql -> proofs.hold(sql, recovered)))
                    .as("others have been made since")
                    .isFalse();
            List<UUID> ids = List.of(
                    Objects.requireNonNull(id(gate, Factor.TOTP)), Objects.requireNonNull(id(gate, Factor.PASSKEY)));
            for (String table : List.of("authenticators", "recovery_codes", "factor_choices", "passkeys")) {
                gate.has(
                        "DELETE FROM " + table + " WHERE account_id = ?",
                        gate.account().id());
            }
            for (Factor factor : Factor.values()) {
                UUID by = factor == Factor.TOTP ? ids.getFirst() : factor == Factor.PASSKEY ? ids.getLast() : null;
                Proof whole = first.with(new Second(factor, rooms.clock.instant(), by));
                assertThat(rooms.database.<Boolean>read(sql -> proofs.hold(sql, whole)))
                        .as("%s, once all are gone", factor.label())
                        .isFalse();
            }
        });
    }

    private static @Nullable UUID id(Gate gate, Factor factor) {
        String query = "SELECT id FROM %s WHERE account_id = ?";
        return switch (factor) {
            case TOTP -> id(gate, query.formatted("authenticators"));
            case PASSKEY -> id(gate, query.formatted("passkeys"));
            case EMAIL_CODE, RECOVERY_CODE -> null;
        };
    }

    private static UUID id(Gate gate, String query) {
        return gate.rooms()
                .database
                .<Optional<UUID>>read(sql ->
                        sql.one(query, row -> row.id("id"), gate.account().id()))
                .orElseThrow();
    }

    @Test
    void aSecondFactorAloneMakesNoSessionFresh() {
        Instant then = Instant.EPOCH;
        Instant now = then.plus(Duration.ofHours(1));
        UUID ada = UUID.randomUUID();
        Second second = new Second(Factor.TOTP, now, UUID.randomUUID());
        Proof session = new Proof(ada, AuthenticationEvent.PASSWORD, now, then, null, null, null, null, null);
        assertThat(session.with(second).newest()).isEqualTo(then);
        assertThat(Proof.password(ada, "mark", then).with(second).newest()).isEqualTo(now);
    }

    /** What a browser is signed in with there may be as old as what it is signed in with here. */
    @Test
    void aProviderIsAsFreshAsItSaysAndNoFresher() {
        Instant then = Instant.EPOCH.plus(Duration.ofDays(1));
        Instant now = then.plus(Duration.ofHours(1));
        UUID ada = UUID.randomUUID();
        Proof told = Proof.provider(ada, "google", UUID.randomUUID(), then, now);
        Proof untold = Proof.provider(ada, "github", UUID.randomUUID(), null, now);
        Second second = new Second(Factor.TOTP, now, UUID.randomUUID());
        assertThat(told.newest()).isEqualTo(then);
        assertThat(told.with(second).newest()).isEqualTo(then);
        assertThat(untold.newest()).isNull();
        assertThat(untold.with(second).newest()).isNull();
        assertThat(Proof.password(ada, "mark", now).through("github").newest()).isEqualTo(now);
    }
}
