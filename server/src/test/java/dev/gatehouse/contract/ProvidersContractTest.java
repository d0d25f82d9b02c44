package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderKey;
import dev.gatehouse.domain.providers.ProviderSettings;
import dev.gatehouse.domain.providers.Providers;
import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The providers that are kept in the database. */
class ProvidersContractTest {
    private final TestClock clock = new TestClock();

    private Providers open(Database database) {
        Providers providers = new Providers(new Providers.Needs(
                database,
                new ProviderSettings(List.of()),
                new Seals(database, null, clock, new SecureRandom()),
                clock,
                Runnable::run));
        providers.prepare();
        return providers;
    }

    private static boolean add(Database database, Providers providers, String name) {
        Providers.Draft draft = providers.draft(
                name,
                Map.of(
                        ProviderKey.PRESET, "google",
                        ProviderKey.CLIENT_ID, "id",
                        ProviderKey.CLIENT_SECRET, "secret of " + name));
        return database.write(tx -> providers.keep(tx, draft));
    }

    private static boolean keep(TestDatabase on, Providers providers, Providers.Draft draft) {
        return on.database().write(tx -> providers.keep(tx, draft));
    }

    private static List<String> names(Providers providers) {
        return providers.enabled().stream().map(Provider::name).toList();
    }

    @OnEveryDatabase
    void ofTwoWithOneNameTheFirstIsKept(TestDatabase on) {
        Providers providers = open(on.database());
        assertThat(add(on.database(), providers, "a")).isTrue();
        assertThat(add(on.database(), providers, "a")).isFalse();
        assertThat(names(providers)).containsExactly("a");
    }

    @OnEveryDatabase
    void ofTwoChangesToOneStateTheFirstHoldsAlsoWithinOneMoment(TestDatabase on) {
        Providers providers = open(on.database());
        add(on.database(), providers, "a");
        Providers.Draft one =
                providers.change("a", Map.of(ProviderKey.SIGNUP, "off")).orElseThrow();
        Providers.Draft other =
                providers.change("a", Map.of(ProviderKey.PKCE, "off")).orElseThrow();
        assertThat(keep(on, providers, one)).isTrue();
        assertThat(keep(on, providers, other)).isFalse();
        Providers.Draft third =
                providers.change("a", Map.of(ProviderKey.PKCE, "off")).orElseThrow();
        on.database().write(tx -> providers.enable(tx, "a", false));
        assertThat(keep(on, providers, third)).isFalse();
        Provider provider = providers.find("a").orElseThrow();
        assertThat(provider.signUp()).isFalse();
        assertThat(provider.pkce()).isTrue();
        assertThat(provider.enabled()).isFalse();
    }

    @OnEveryDatabase
    void anotherNodeHearsOfIt(TestDatabase on) {
        Providers one = open(on.database());
        Providers other = open(on.database());
        add(on.database(), one, "a");
        assertThat(names(other)).containsExactly("a");
        on.database().write(tx -> one.remove(tx, "a"));
        assertThat(names(other)).isEmpty();
    }

    @OnEveryDatabase
    void whatNobodyAnnouncedIsNoticedWithinAMinute(TestDatabase on) {
        Providers providers = open(on.database());
        add(on.database(), providers, "a");
        on.database().write(tx -> tx.update("UPDATE providers SET enabled = FALSE"));
        assertThat(names(providers)).containsExactly("a");
        clock.advance(Duration.ofMinutes(1));
        names(providers);
        assertThat(names(providers)).isEmpty();
    }

    @OnEveryDatabase
    void theyCanBeAskedForWithinATransaction(TestDatabase on) {
        Providers providers = open(on.database());
        add(on.database(), providers, "a");
        assertThat(on.database().<Boolean>write(tx -> providers.findEnabled("a").isPresent()))
                .isTrue();
    }

    @OnEveryDatabase
    void aSecretOpensForItsOwnProviderAlone(TestDatabase on) {
        Providers providers = open(on.database());
        add(on.database(), providers, "a");
        add(on.database(), providers, "b");
        on.database()
                .write(
                        tx -> tx.update(
                                "UPDATE providers SET secret = (SELECT secret FROM providers WHERE name = 'a') WHERE name = 'b'"));
        Providers again = open(on.database());
        assertThat(names(again)).containsExactly("a");
        assertThat(again.all().getLast().problems()).singleElement().asString().contains("cannot be opened");
    }

    @OnEveryDatabase
    void whatALaterVersionWroteIsPassedOver(TestDatabase on) {
        Providers providers = open(on.database());
        add(on.database(), providers, "a");
        on.database().write(tx -> tx.update("""
                UPDATE providers SET definition = '{"preset":"google","client_id":"id","colour":"red"}'"""));
        assertThat(names(open(on.database()))).containsExactly("a");
        on.database().write(tx -> tx.update("""
                UPDATE providers SET definition = '{"preset":"later","client_id":"id"}'"""));
        assertThat(open(on.database()).all().getFirst().provider()).isNull();
    }

    @OnEveryDatabase
    void whatIsTooLongToBeKeptIsSaid(TestDatabase on) {
        Providers providers = open(on.database());
        for (Map<ProviderKey, String> tooLong : List.of(
                Map.of(ProviderKey.CLIENT_SECRET, "s".repeat(9_000)),
                Map.of(ProviderKey.CLIENT_SECRET, "s", ProviderKey.ROLES, "x".repeat(17_000) + "=user"))) {
            Map<ProviderKey, String> given = new EnumMap<>(tooLong);
            given.put(ProviderKey.PRESET, "google");
            given.put(ProviderKey.CLIENT_ID, "id");
            assertThatThrownBy(() -> providers.draft("a", given))
                    .isInstanceOf(Misfits.class)
                    .hasMessageContaining("too long to be kept");
        }
    }
}
