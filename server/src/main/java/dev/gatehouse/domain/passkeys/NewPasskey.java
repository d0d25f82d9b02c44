package dev.gatehouse.domain.passkeys;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A passkey that was verified and is not kept yet; components as in {@link Passkey}. */
public record NewPasskey(
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
        Challenge challenge) {
    public NewPasskey {
        transports = List.copyOf(transports);
    }

    /** For which it was made, be it there already or not. */
    public UUID account() {
        return challenge.account();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "NewPasskey[" + aaguid + "]";
    }
}
