package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Federation.FROM;
import static dev.gatehouse.testing.Federation.STAYING;
import static dev.gatehouse.testing.Federation.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Rows A03, A04 and A15 for links: what is confirmed is the very identity that was held, by its own secret, in the place
 * where it was asked for, for the account that it was held for. Every part is wrong in turn.
 */
class A03LinksAskForTheirSecretTest {
    private static final ProvenIdentity OCTO = verified("github", "7", "ada@example.com");
    private static final ProvenIdentity GOOGLE = verified("google", "1001", "ada@example.com");

    @OnEveryDatabase
    void everyPartThatIsWrongRefuses(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            UUID eve = rooms.signedUp("eve", null).id();
            Bound session = new Bound.Session(rooms.session(ada));
            Bound otherSession = new Bound.Session(rooms.session(ada));
            Bound evesSession = new Bound.Session(rooms.session(eve));
            Bound browser = new Bound.Browser("ada's browser");
            Bound otherBrowser = new Bound.Browser("eve's browser");
            String bySession = rooms.links.hold(OCTO, ada, session, FROM);
            String byBrowser = rooms.links.hold(OCTO, ada, browser, FROM);

            for (Bound elsewhere : List.of(otherSession, evesSession, browser, otherBrowser)) {
                assertRefused(rooms, bySession, ada, elsewhere);
                assertThat(rooms.links.peek(bySession, elsewhere)).isEmpty();
            }
            for (Bound elsewhere : List.of(session, otherSession, evesSession, otherBrowser)) {
                assertRefused(rooms, byBrowser, ada, elsewhere);
                assertThat(rooms.links.peek(byBrowser, elsewhere)).isEmpty();
            }
            assertRefused(rooms, bySession, eve, session);
            assertRefused(rooms, bySession, eve, evesSession);
            assertRefused(rooms, byBrowser, eve, browser);
            for (String guess : List.of("", "a", bySession + "A", bySession.substring(1), bySession.toLowerCase())) {
                assertRefused(rooms, guess, ada, session);
            }
            assertThatThrownBy(() -> rooms.links.hold(OCTO, ada, evesSession, FROM))
                    .isInstanceOf(Problem.class);

            rooms.links.confirm(bySession, ada, session, transaction -> true, STAYING, FROM);
            assertThat(rooms.linked(ada)).containsExactly("github 7");
            assertThat(rooms.linked(eve)).isEmpty();
        }
    }

    /** Row A04: the proofs of two providers, swapped in every way that the database would allow. */
    @OnEveryDatabase
    void a04AProofIsGoodForItsOwnLinkAlone(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            UUID eve = rooms.signedUp("eve", null).id();
            Bound adas = new Bound.Browser("ada's browser");
            Bound eves = new Bound.Browser("eve's browser");
            String adasLink = rooms.links.hold(OCTO, ada, adas, FROM);
            String evesLink = rooms.links.hold(GOOGLE, eve, eves, FROM);

            // Somebody who can write to the database moves what is sealed to where it was not sealed for.
            rooms.database.write(transaction -> {
                String first = sealed(transaction, ada);
                String second = sealed(transaction, eve);
                transaction.update("UPDATE pending_links SET sealed = ? WHERE account_id = ?", second, ada);
                transaction.update("UPDATE pending_links SET sealed = ? WHERE account_id = ?", first, eve);
                return null;
            });
            assertRefused(rooms, adasLink, ada, adas);
            assertRefused(rooms, evesLink, eve, eves);
            String third = rooms.links.hold(OCTO, ada, adas, FROM);
            rooms.database.write(transaction ->
                    transaction.update("UPDATE pending_links SET account_id = ? WHERE account_id = ?", eve, ada));
            assertRefused(rooms, third, eve, adas);
            String fourth = rooms.links.hold(OCTO, ada, adas, FROM);
            rooms.database.write(transaction ->
                    transaction.update("UPDATE pending_links SET provider = 'google' WHERE account_id = ?", ada));
            assertRefused(rooms, fourth, ada, adas);
            assertThat(rooms.count("identities")).isZero();
        }
    }

    @OnEveryDatabase
    void aSecretIsNeverTheSameNorKept(TestDatabase on) {
        try (Federation rooms = new Federation(on)) {
            UUID ada = rooms.signedUp("ada", null).id();
            Set<String> secrets = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                secrets.add(rooms.links.hold(OCTO, ada, new Bound.Browser("browser " + i), FROM));
            }
            assertThat(secrets).hasSize(200).allMatch(secret -> secret.matches("[A-Za-z0-9_-]{43}"));
            String rows = rooms.database
                    .read(sql -> sql.list("SELECT sealed FROM pending_links", row -> row.text("sealed")))
                    .toString();
            assertThat(secrets).noneMatch(rows::contains);
        }
    }

    private static String sealed(Sql sql, UUID account) {
        return sql.one("SELECT sealed FROM pending_links WHERE account_id = ?", row -> row.text("sealed"), account)
                .orElseThrow();
    }

    private static void assertRefused(Federation rooms, String token, UUID account, Bound bound) {
        assertThatThrownBy(() -> rooms.links.confirm(token, account, bound, transaction -> true, STAYING, FROM))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.LINK_EXPIRED));
    }
}
