package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

class SessionsContractTest {
    /** Whoever is handed over to a client while the provider goes comes before, and is signed out with all the others. */
    @OnEveryDatabase
    void noSessionOfAProviderIsOpenedPastItsEnd(TestDatabase on) throws Exception {
        try (Federation rooms = new Federation(on);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            UUID account = rooms.signedUp("ada", null).id();
            Session browser = rooms.database.write(transaction -> rooms.sessions.open(
                    transaction,
                    account,
                    "pages",
                    "",
                    AuthenticationEvent.provider("google"),
                    rooms.clock.instant(),
                    Federation.FROM));
            CompletableFuture<Integer> ended = new CompletableFuture<>();
            Session client = rooms.database.write(transaction -> {
                assertThat(rooms.sessions.renewed(transaction, browser.id())).isTrue();
                threads.submit(() ->
                        ended.complete(rooms.database.write(other -> rooms.sessions.endByProvider(other, "google"))));
                awaitWaiting(on, transaction);
                return rooms.sessions.openUnder(transaction, browser, "client", "", Federation.FROM);
            });
            assertThat(ended.get()).isEqualTo(2);
            assertThat(rooms.lives(browser.id())).isFalse();
            assertThat(rooms.lives(client.id())).isFalse();
        }
    }

    @OnEveryDatabase
    void eachProviderOfSessionsIsNamedOnce(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID account = rooms.signedUp("ada", null).id();
            rooms.session(account);
            for (String provider : new String[] {"google", "github", "google", "acme", "local-one"}) {
                rooms.database.write(transaction -> rooms.sessions.open(
                        transaction,
                        account,
                        "pages",
                        "",
                        AuthenticationEvent.provider(provider),
                        rooms.clock.instant(),
                        Federation.FROM));
            }
            assertThat(rooms.database.read(rooms.sessions::providers))
                    .containsExactly("acme", "github", "google", "local-one");
        }
    }

    /** Until the other one waits for a row, or, where there is one writer, for its turn. */
    private static void awaitWaiting(TestDatabase on, Sql sql) {
        boolean rows = on.settings().url() != null;
        while (rows ? waiting(sql) == 0 : on.database().waiting() == 0) {
            Thread.onSpinWait();
        }
    }

    private static long waiting(Sql sql) {
        return sql.one("SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted", row -> row.number("waiting"))
                .orElseThrow();
    }
}
