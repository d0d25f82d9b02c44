package dev.gatehouse.domain.assurance;

import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has shown to prove that they are an account. It holds only for as long as what it stands on does: the
 * password that was shown, the identity or passkey that was used, the address that was written to.
 *
 * @param at when it was shown here
 * @param since when they last signed in at the provider by which they came, as that tells, or for the session that they came
 *     upon; null where nobody tells
 * @param password the mark of the password hash that matched; null where none was shown
 * @param identity the linked identity by which they came; null where they came by none
 * @param passkey the passkey that signed; null where none did
 * @param mailed the key of the address that a link or code was mailed to; null where none was
 * @param second what was shown after that; null where nothing was
 */
public record Proof(
        UUID account,
        AuthenticationEvent how,
        Instant at,
        @Nullable Instant since,
        @Nullable String password,
        @Nullable UUID identity,
        @Nullable UUID passkey,
        @Nullable String mailed,
        @Nullable Second second) {

    /** @param mark of the hash that matched */
    public static Proof password(UUID account, String mark, Instant at) {
        return new Proof(account, AuthenticationEvent.PASSWORD, at, null, mark, null, null, null, null);
    }

    /**
     * By an identity that is linked to the account.
     *
     * @param since when they last signed in at the provider, as that tells; null where it does not
     */
    public static Proof provider(UUID account, String provider, UUID identity, @Nullable Instant since, Instant at) {
        AuthenticationEvent how = AuthenticationEvent.provider(provider);
        return new Proof(account, how, at, since, null, identity, null, null, null);
    }

    /**
     * @param verified whether the authenticator has verified its user
     * @param synced whether the passkey may be on several devices
     */
    public static Proof passkey(UUID account, UUID passkey, boolean verified, boolean synced, Instant at) {
        return new Proof(
                account, AuthenticationEvent.passkey(verified, synced), at, null, null, null, passkey, null, null);
    }

    /**
     * By what only whoever reads the account's mail could know.
     *
     * @param address the key of the account's address
     */
    public static Proof mailed(UUID account, String address, Instant at) {
        return new Proof(account, AuthenticationEvent.MAILED, at, null, null, null, null, address, null);
    }

    /** That the browser has been signed in, which is a proof for as long as that is fresh. */
    public static Proof session(Session browser) {
        return new Proof(
                browser.account(),
                browser.how(),
                browser.createdAt(),
                browser.authTime(),
                null,
                null,
                null,
                null,
                null);
    }

    /** Together with a second factor. */
    public Proof with(Second shown) {
        return new Proof(account, shown.after(how), at, since, password, identity, passkey, mailed, shown);
    }

    /** Together with an identity that is linked with it: people came in by that provider. */
    public Proof through(String provider) {
        AuthenticationEvent by = AuthenticationEvent.provider(provider).with(how.amr(), how.acr());
        return new Proof(account, by, at, since, password, identity, passkey, mailed, second);
    }

    /** Whether nothing was shown but that the browser is signed in. */
    public boolean bySession() {
        return uponSession() && second == null;
    }

    /** Whether the first of what was shown is that the browser is signed in. */
    public boolean uponSession() {
        return password == null && identity == null && passkey == null && mailed == null;
    }

    /** Whether they came by a provider. */
    public boolean byProvider() {
        return identity != null;
    }

    /**
     * When somebody last proved by it who they are. Upon a session that is when they did for that one, and with a provider when
     * they did there: a second factor alone makes nothing fresh, for whoever sits at somebody's browser may have that one in
     * hand. Null where a provider does not tell.
     */
    public @Nullable Instant newest() {
        if (uponSession() || byProvider()) {
            return since;
        }
        return second == null ? at : second.at();
    }

    /** What its ways in say, without what they stand on. */
    @Override
    public String toString() {
        return "Proof[" + account + " " + List.copyOf(how.amr()) + "]";
    }
}
