package dev.gatehouse.domain.flow;

import dev.gatehouse.domain.assurance.Proof;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in under way. Immutable; each step gives another.
 *
 * @param id what tells it from all others, from when it carries a proof through a browser, for it leads to a session once;
 *     null until then
 * @param startedAt when its first page was asked for
 * @param continuation where it leads
 * @param required the account that has to prove itself again; null where anybody may come
 * @param trip the way to a provider and back; null on our own pages
 * @param proof who has proved to be whom; null until then
 * @param waiting what waits for somebody to prove that an account is theirs; null where nothing does
 */
public record Flow(
        @Nullable String id,
        Instant startedAt,
        Continuation continuation,
        @Nullable UUID required,
        @Nullable Trip trip,
        @Nullable Proof proof,
        @Nullable Waiting waiting) {

    /** That somebody is to prove anew who they are, whatever they are signed in with. */
    public enum Anew {
        /** That is wished for: whoever comes by a provider that does not tell of it comes in all the same. */
        WISHED,
        /** Nothing else will do. */
        REQUIRED
    }

    /**
     * Where a sign-in leads.
     *
     * @param returnTo a registered address of a front end, or a path of this server
     * @param state what the front end wants back unchanged; null where it sent nothing
     * @param codeChallenge the SHA-256 of what it will show with the code (RFC 7636, section 4.2); null where it sent none
     * @param cookies whether tokens go into cookies, and no code to the front end
     * @param acr the authentication context class that was asked for; null where none was
     * @param anew whether somebody is to prove anew who they are; null where any proof will do
     */
    public record Continuation(
            String returnTo,
            @Nullable String state,
            @Nullable String codeChallenge,
            boolean cookies,
            @Nullable String acr,
            @Nullable Anew anew) {
        /** A page of this server. */
        public static Continuation own(String path) {
            return new Continuation(path, null, null, true, null, null);
        }

        /** The same where this class is asked for. */
        public Continuation reaching(String wanted) {
            return new Continuation(returnTo, state, codeChallenge, cookies, wanted, anew);
        }

        /** The same where somebody is to prove anew who they are; null where any proof will do. */
        public Continuation proven(@Nullable Anew how) {
            return new Continuation(returnTo, state, codeChallenge, cookies, acr, how);
        }

        /** Whether it leads to a page of this server. */
        public boolean ownPage() {
            return returnTo.startsWith("/");
        }
    }

    /**
     * The way to a provider and back, which works once.
     *
     * @param id tells it from all others
     * @param nonce what its ID token must say (OpenID Connect Core, section 3.1.2.1)
     * @param codeVerifier what its code is redeemed with (RFC 7636)
     * @param linking for whom the identity is fetched, where somebody signed in asked for it through the API
     */
    public record Trip(
            String id,
            String provider,
            String nonce,
            String codeVerifier,
            @Nullable Linking linking) {
        /** Without its secrets, which nobody may log. */
        @Override
        public String toString() {
            return "Trip[" + provider + "]";
        }
    }

    /** The session that asked to link an identity to its account, and where its front end wants the answer. */
    public record Linking(
            UUID account, UUID session, @Nullable String returnTo) {}

    /**
     * What waits to be added to an account once somebody proves that it is theirs: an identity or a password.
     *
     * @param pendingLink the secret of the identity that waits; null where a password does
     * @param passwordHash of the password that waits; null where an identity does
     */
    public record Waiting(
            UUID account,
            @Nullable String pendingLink,
            @Nullable String passwordHash) {
        /** Without its secrets, which nobody may log. */
        @Override
        public String toString() {
            return "Waiting[" + account + "]";
        }
    }

    /** A sign-in that leads there. */
    public static Flow start(Instant now, Continuation continuation, @Nullable UUID required) {
        return new Flow(null, now, continuation, required, null, null, null);
    }

    /** The same by a name of its own. */
    Flow named(String name) {
        return new Flow(name, startedAt, continuation, required, trip, proof, waiting);
    }

    public Flow travelling(Trip trip) {
        return new Flow(id, startedAt, continuation, required, trip, proof, waiting);
    }

    /** Back from the provider, wherever from. */
    public Flow back() {
        return new Flow(id, startedAt, continuation, required, null, proof, waiting);
    }

    public Flow proven(Proof by) {
        return new Flow(keeping(by), startedAt, continuation, required, trip, by, waiting);
    }

    public Flow awaiting(Waiting what) {
        return new Flow(id, startedAt, continuation, required, trip, proof, what);
    }

    public Flow leadingTo(Continuation elsewhere) {
        return new Flow(id, startedAt, elsewhere, required, trip, proof, waiting);
    }

    /** With nothing waiting any more, and this proof. */
    public Flow settled(Proof by) {
        return new Flow(keeping(by), startedAt, continuation, required, null, by, null);
    }

    /** The first page again, where this account and no other is to be proven. */
    public Flow requiring(UUID account) {
        return new Flow(null, startedAt, continuation, account, null, null, null);
    }

    /** Without what waited and without a proof: the first page again. */
    public Flow anew() {
        return new Flow(null, startedAt, continuation, required, null, null, null);
    }

    /** Whether somebody has proved to be the account that something waits for. */
    public boolean provenForWaiting() {
        return proof != null && waiting != null && proof.account().equals(waiting.account());
    }

    /** What is shown anew is another sign-in; what is added to a proof goes on with the same. */
    private @Nullable String keeping(Proof by) {
        return proof != null
                        && proof.account().equals(by.account())
                        && proof.at().equals(by.at())
                ? id
                : null;
    }
}
