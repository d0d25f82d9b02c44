package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.passkeys.Passkeys;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.platform.sql.Sql;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether an account can still be entered once one of its ways in is gone: the last one is never taken. */
public final class WaysLeft {
    private final Identities identities;
    private final ProviderDirectory providers;
    private final Passwords passwords;
    private final Passkeys passkeys;

    public WaysLeft(Identities identities, ProviderDirectory providers, Passwords passwords, Passkeys passkeys) {
        this.identities = identities;
        this.providers = providers;
        this.passwords = passwords;
        this.passkeys = passkeys;
    }

    /** By the providers as they are now. Must not be called inside a piece of the database's work; what it answers may. */
    public Now now() {
        return new Now(WaysIn.of(providers));
    }

    /** What would be left, asked in the transaction that takes a way in while the account's row is held. */
    public final class Now {
        private final WaysIn waysIn;

        private Now(WaysIn waysIn) {
            this.waysIn = waysIn;
        }

        public boolean withoutPassword(Sql sql, UUID account) {
            return passkeys.signsIn(sql, account, null) || identity(sql, account, null);
        }

        public boolean withoutIdentity(Sql sql, UUID account, UUID identity) {
            return password(sql, account) || passkeys.signsIn(sql, account, null) || identity(sql, account, identity);
        }

        public boolean withoutPasskey(Sql sql, UUID account, UUID passkey) {
            return password(sql, account) || passkeys.signsIn(sql, account, passkey) || identity(sql, account, null);
        }

        boolean passkey(Sql sql, UUID account) {
            return passkeys.any(sql, account);
        }

        private boolean password(Sql sql, UUID account) {
            return passwords.find(sql, account).isPresent();
        }

        private boolean identity(Sql sql, UUID account, @Nullable UUID without) {
            return identities.ofAccount(sql, account).stream()
                    .filter(identity -> !identity.id().equals(without))
                    .anyMatch(waysIn::usable);
        }
    }
}
