package dev.gatehouse.domain.passkeys;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A passkey as it is kept: the credential record of Web Authentication Level 3, section 4.
 *
 * @param credentialId by which authenticators find it; 1 to 1,023 bytes
 * @param publicKey in COSE's form (RFC 9052, section 7)
 * @param signCount the authenticator's counter when it was last used; 0 where it has none
 * @param aaguid the authenticator's model as it says; zeros where it does not
 * @param transports how a browser reaches the authenticator, as the browser said
 * @param attestation the format of the statement that came with it
 * @param discoverable whether the authenticator finds it without being told its id; null where nobody knows
 * @param userVerified whether the authenticator made sure who holds it, when it was added or once since
 * @param backupEligible whether it may be copied to other devices; never changes
 * @param backedUp whether it was, when it was last used
 */
public record Passkey(
        UUID id,
        UUID account,
        byte[] credentialId,
        byte[] publicKey,
        long signCount,
        UUID aaguid,
        List<String> transports,
        String attestation,
        @Nullable Boolean discoverable,
        boolean userVerified,
        boolean backupEligible,
        boolean backedUp,
        String name,
        Instant createdAt,
        @Nullable Instant usedAt) {
    public Passkey {
        transports = List.copyOf(transports);
    }

    /** The credential's id as browsers write it, in base64url. */
    public String credential() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(credentialId);
    }

    /** Whether it can sign somebody in who has said nothing else, as far as is known. */
    public boolean signsInAlone() {
        return !Boolean.FALSE.equals(discoverable);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Passkey[" + id + "]";
    }
}
