package dev.gatehouse.domain.factors;

/**
 * The second factors of an account.
 *
 * @param authenticator whether it has an authenticator app that is confirmed
 * @param passkeys how many it has; they may answer wherever a second factor is asked for
 * @param recoveryCodes how many it has left
 * @param asksForPasskey whether its owner wants a passkey asked for after any other first proof
 * @param byEmail whether a mailed code may answer: the operator allows it, the owner wants it, the address is verified
 */
public record Held(boolean authenticator, int passkeys, int recoveryCodes, boolean asksForPasskey, boolean byEmail) {
    /** Of an account that has none, or is none. */
    public static final Held NONE = new Held(false, 0, 0, false, false);

    /** Whether the owner wants a second factor asked for. */
    public boolean asks() {
        return authenticator || asksForPasskey && passkeys > 0 || byEmail;
    }

    /** Whether anything but a recovery code could answer. */
    public boolean any() {
        return authenticator || passkeys > 0 || byEmail;
    }
}
