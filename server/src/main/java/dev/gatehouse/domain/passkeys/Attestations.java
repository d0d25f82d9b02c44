package dev.gatehouse.domain.passkeys;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.anchor.TrustAnchorRepository;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.verifier.attestation.statement.AttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.androidkey.AndroidKeyAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.none.NoneAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.tpm.TPMAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.CertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.DefaultCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.NullCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.DefaultSelfAttestationTrustworthinessVerifier;
import java.security.cert.TrustAnchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How what authenticators say about themselves is looked at (Web Authentication Level 3, section 6.5). */
final class Attestations {
    private Attestations() {}

    static WebAuthnManager manager(PasskeySettings settings, ObjectConverter converter) {
        if (settings.attestation() == PasskeySettings.Attestation.NONE) {
            return WebAuthnManager.createNonStrictWebAuthnManager(converter);
        }
        boolean anybody = settings.models().isEmpty() && settings.trustAnchors().isEmpty();
        List<AttestationStatementVerifier> formats = new ArrayList<>(List.of(
                new PackedAttestationStatementVerifier(),
                new FIDOU2FAttestationStatementVerifier(),
                new TPMAttestationStatementVerifier(),
                new AndroidKeyAttestationStatementVerifier(),
                new AppleAnonymousAttestationStatementVerifier()));
        if (anybody) {
            formats.add(new NoneAttestationStatementVerifier());
        }
        DefaultSelfAttestationTrustworthinessVerifier self = new DefaultSelfAttestationTrustworthinessVerifier();
        self.setSelfAttestationAllowed(anybody);
        CertPathTrustworthinessVerifier path = settings.trustAnchors()
                .<CertPathTrustworthinessVerifier>map(
                        given -> new DefaultCertPathTrustworthinessVerifier(anchors(given)))
                .orElseGet(NullCertPathTrustworthinessVerifier::new);
        return new WebAuthnManager(formats, path, self, converter);
    }

    private static TrustAnchorRepository anchors(TrustAnchors given) {
        Set<TrustAnchor> anchors = given.certificates().stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toUnmodifiableSet());
        return new TrustAnchorRepository() {
            @Override
            public Set<TrustAnchor> find(AAGUID model) {
                return anchors;
            }

            @Override
            public Set<TrustAnchor> find(byte[] keyIdentifier) {
                return anchors;
            }
        };
    }
}
