package dev.gatehouse.domain.passkeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a browser is asked to sign, as {@code PublicKeyCredential.parseRequestOptionsFromJSON} takes it (Web
 * Authentication Level 3, section 5.1.9).
 *
 * @param timeout in milliseconds
 * @param allow the passkeys that will do; empty for any that the authenticator finds
 */
public record RequestOptions(
        String challenge,
        long timeout,
        @JsonProperty("rpId") String rpId,
        @JsonProperty("allowCredentials") List<CreationOptions.Descriptor> allow,
        @JsonProperty("userVerification") String userVerification) {
    public RequestOptions {
        allow = List.copyOf(allow);
    }
}
