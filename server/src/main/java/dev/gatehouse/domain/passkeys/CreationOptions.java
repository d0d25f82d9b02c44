package dev.gatehouse.domain.passkeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a browser is asked to make, as {@code PublicKeyCredential.parseCreationOptionsFromJSON} takes it (Web
 * Authentication Level 3, section 5.1.8).
 *
 * @param timeout in milliseconds
 */
public record CreationOptions(
        Party rp,
        User user,
        String challenge,
        @JsonProperty("pubKeyCredParams") List<Parameters> algorithms,
        long timeout,
        @JsonProperty("excludeCredentials") List<Descriptor> exclude,
        @JsonProperty("authenticatorSelection") Selection selection,
        String attestation,
        Extensions extensions) {
    /** The relying party. */
    public record Party(String id, String name) {}

    /** @param id the account's id, 16 bytes in base64url */
    public record User(
            String id,
            String name,
            @JsonProperty("displayName") String displayName) {}

    /** @param alg by COSE's number */
    public record Parameters(String type, int alg) {}

    /** A passkey that is there already. */
    public record Descriptor(String type, String id, List<String> transports) {
        static Descriptor of(Passkey passkey) {
            return new Descriptor("public-key", passkey.credential(), passkey.transports());
        }
    }

    /** Which authenticators will do. */
    public record Selection(
            @JsonProperty("residentKey") String residentKey,
            @JsonProperty("requireResidentKey") boolean requireResidentKey,
            @JsonProperty("userVerification") String userVerification) {}

    /** What else is asked. */
    public record Extensions(@JsonProperty("credProps") boolean credentialProperties) {}

    public CreationOptions {
        algorithms = List.copyOf(algorithms);
        exclude = List.copyOf(exclude);
    }
}
