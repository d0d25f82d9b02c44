package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gatehouse.domain.credentials.PasswordSettings;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

class PasswordsContractTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_770_000_000_123L);
    private static final UUID ADA = new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L);
    private static final String IMPORTED = "$2b$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS";
    private static final String REHASHED =
            "$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$qijYZ4fBbIqTGcPUqfZBpFaPCpLTdbCaRWZuGZVnVwc";
    private static final String CHANGED =
            "$argon2id$v=19$m=1024,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$OoNrgo7vcZeEXBAR5WfTceA7IIWFCwrO2wYJhBuXDlk";

    private final Passwords passwords = new Passwords(PasswordSettings.DEFAULT, new SecureRandom());

    @AfterEach
    void close() {
        passwords.close();
    }

    @OnEveryDatabase
    void anAccountHasOneHashOrNone(TestDatabase on) {
        addAda(on.database());
        assertThat(kept(on.database())).isEmpty();

        set(on.database(), IMPORTED);
        set(on.database(), CHANGED);

        assertThat(kept(on.database())).contains(CHANGED);
    }

    @OnEveryDatabase
    void aRehashTakesThePlaceOfTheHashThatItWasMadeFor(TestDatabase on) {
        addAda(on.database());
        set(on.database(), IMPORTED);

        assertThat(replace(on.database(), IMPORTED, REHASHED)).isTrue();

        assertThat(kept(on.database())).contains(REHASHED);
    }

    @OnEveryDatabase
    void aRehashNeverOverwritesAPasswordThatWasChangedMeanwhile(TestDatabase on) {
        addAda(on.database());
        set(on.database(), IMPORTED);
        set(on.database(), CHANGED);

        assertThat(replace(on.database(), IMPORTED, REHASHED)).isFalse();

        assertThat(kept(on.database())).contains(CHANGED);
    }

    @OnEveryDatabase
    void noHashIsKeptThatNothingCouldBeComparedWith(TestDatabase on) {
        addAda(on.database());

        assertThatIllegalArgumentException().isThrownBy(() -> set(on.database(), "open sesame"));

        assertThat(kept(on.database())).isEmpty();
    }

    private static void addAda(Database database) {
        database.<Integer>single(sql -> sql.update("""
                INSERT INTO accounts (id, username, username_key, email_verified, status, created_at, updated_at)
                VALUES (?, 'ada', 'ada', FALSE, 'active', ?, ?)
                """, ADA, NOW, NOW));
    }

    private void set(Database database, String hash) {
        database.write(transaction -> {
            passwords.set(transaction, ADA, hash, NOW);
            return hash;
        });
    }

    private boolean replace(Database database, String old, String newer) {
        return database.single(sql -> passwords.replace(sql, ADA, old, newer));
    }

    private Optional<String> kept(Database database) {
        return database.read(sql -> passwords.find(sql, ADA));
    }
}
