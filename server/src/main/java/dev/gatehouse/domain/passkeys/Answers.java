package dev.gatehouse.domain.passkeys;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What browsers answer to {@link CreationOptions} and {@link RequestOptions}, as bytes that nobody has looked at. */
public final class Answers {
    private Answers() {}

    /**
     * A credential that was made (Web Authentication Level 3, section 5.2.1).
     *
     * @param transports words of at most 32 characters, at most 8
     * @param discoverable what the extension {@code credProps} says; null where it says nothing
     */
    public record Made(
            byte[] credentialId,
            byte[] clientData,
            byte[] attestationObject,
            List<String> transports,
            @Nullable Boolean discoverable) {
        public Made {
            transports = List.copyOf(transports);
        }
    }

    /**
     * A signature (Web Authentication Level 3, section 5.2.2).
     *
     * @param userHandle the account that the authenticator keeps the credential under; null where it says none
     */
    public record Signed(
            byte[] credentialId,
            byte[] clientData,
            byte[] authenticatorData,
            byte[] signature,
            byte @Nullable [] userHandle) {}
}
