package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.accounts.Account;
import java.util.List;

/** What an identity that somebody has just proven means here. */
public sealed interface Resolution {
    /**
     * It is this account's, which may be used.
     *
     * @param created whether the account has just been made for it
     */
    record Known(Account account, Identity identity, boolean created) implements Resolution {}

    /** It is nobody's, and may get an account. */
    record Fresh() implements Resolution {}

    /**
     * It is nobody's, but its verified address is that of an account, which it does not get by that alone: the person
     * first proves that the account is theirs. Who gets this answer has proven to own the address.
     *
     * @param byPassword whether the account's password would prove it
     * @param providers those that would prove it, by name, in the order in which they were linked
     * @param linkable whether the two can be linked; not where the account has another identity of this provider
     * @param mayGiveWay whether the account is one that a stranger may have made with the address: it has never been
     *     verified, and the account has nothing that a sign-up does not give
     */
    record Taken(Account account, boolean byPassword, List<String> providers, boolean linkable, boolean mayGiveWay)
            implements Resolution {
        public Taken {
            providers = List.copyOf(providers);
        }
    }

    /** It does not get in. */
    record Refused(Reason reason) implements Resolution {}

    /** Why it does not get in. */
    enum Reason {
        /** The provider has been disabled or removed. */
        PROVIDER_OFF,
        /** The provider is limited to mail domains, and there is no verified address in one of them. */
        MAIL_DOMAIN,
        /** The account may not be used; or the one that has the address may not. */
        INACTIVE,
        /** Another provider proved it first: two that name one issuer do not stand in for each other. */
        OTHER_PROVIDER,
        /** It is nobody's, and this provider brings no new accounts. */
        SIGN_UP_CLOSED
    }
}
