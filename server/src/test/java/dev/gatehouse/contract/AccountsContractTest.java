package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Accounts.Sought;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/** Whom somebody means by a name, as the database answers. */
class AccountsContractTest {
    private final TestClock clock = new TestClock();
    private final Accounts accounts = new Accounts(clock, new Ids(clock, new SecureRandom()));

    private Account make(Database database, String username, String email) {
        return database.write(
                transaction -> accounts.create(transaction, Username.parse(username), EmailAddress.parse(email), null)
                        .orElseThrow());
    }

    private Sought seek(Database database, String typed) {
        return database.read(sql -> accounts.seek(sql, Identifier.of(typed)));
    }

    /** A row is read for every name, and never taken for an account that was not meant. */
    @OnEveryDatabase
    void whoeverIsSoughtSomebodyIsReadAndNobodyElseIsMeant(TestDatabase on) {
        Database database = on.database();
        assertThat(seek(database, "ada").account()).isEmpty();
        assertThat(seek(database, "ada").reads()).isEqualTo(new UUID(0, 0));

        Account ada = make(database, "ada", "ada@example.org");
        Account eve = make(database, "eve", "eve@example.org");
        for (String typed : new String[] {"ada", "ADA", "ada@example.org", "Ada@Example.org"}) {
            assertThat(seek(database, typed)).isEqualTo(new Sought(Optional.of(ada), ada.id()));
        }
        assertThat(seek(database, "eve").account()).contains(eve);
        assertThat(seek(database, "eve").reads()).isEqualTo(eve.id());
        for (String typed : new String[] {"nobody", "nobody@example.org", "ada@example.com", "@@", "eve "}) {
            Sought sought = seek(database, typed);
            assertThat(sought.account())
                    .as(typed)
                    .isEqualTo(database.read(sql -> accounts.find(sql, Identifier.of(typed))));
            assertThat(sought.reads()).as(typed).isIn(ada.id(), eve.id());
        }
    }
}
