package dev.gatehouse.domain.passkeys;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.CborConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.authenticator.Curve;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.BadBackupEligibleFlagException;
import com.webauthn4j.verifier.exception.IllegalBackupStateException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.VerificationException;
import dev.gatehouse.domain.passkeys.Unverified.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verifies what authenticators say, by WebAuthn4J: the one class that knows it. Loading it takes a moment. */
final class WebAuthn {
    private static final int SHORTEST_RSA = 2048;
    private static final int LONGEST_KEY = 2_048;

    /** A registration that was read: what it answers is known, whether it is true is not. */
    record ReadMade(Answers.Made answer, RegistrationData data) {
        String challenge() {
            return challengeOf(data.getCollectedClientData());
        }
    }

    /** A signature that was read, likewise. */
    record ReadSigned(Answers.Signed answer, AuthenticationData data) {
        String challenge() {
            return challengeOf(data.getCollectedClientData());
        }
    }

    private final PasskeySettings settings;
    private final RelyingParty party;
    private final Set<com.webauthn4j.data.client.Origin> origins;
    private final WebAuthnManager manager;
    private final CborConverter cbor;
    private final List<PublicKeyCredentialParameters> algorithms;
    private final byte[] decoy;

    WebAuthn(PasskeySettings settings, RelyingParty party) {
        this.settings = settings;
        this.party = party;
        this.origins = party.origins().stream()
                .map(com.webauthn4j.data.client.Origin::create)
                .collect(Collectors.toUnmodifiableSet());
        ObjectConverter converter = new ObjectConverter();
        this.manager = Attestations.manager(settings, converter);
        this.cbor = converter.getCborConverter();
        this.algorithms = Ceremonies.ALGORITHMS.stream()
                .map(number -> new PublicKeyCredentialParameters(
                        PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
                .toList();
        this.decoy = cbor.writeValueAsBytes(key());
    }

    ReadMade read(Answers.Made answer) throws Unverified {
        try {
            RegistrationRequest request = new RegistrationRequest(answer.attestationObject(), answer.clientData());
            ReadMade read = new ReadMade(answer, manager.parse(request));
            read.challenge();
            return read;
        } catch (RuntimeException malformed) {
            throw new Unverified(Reason.MALFORMED, malformed);
        }
    }

    ReadSigned read(Answers.Signed answer) throws Unverified {
        try {
            AuthenticationRequest request = new AuthenticationRequest(
                    answer.credentialId(),
                    answer.userHandle(),
                    answer.authenticatorData(),
                    answer.clientData(),
                    answer.signature());
            ReadSigned read = new ReadSigned(answer, manager.parse(request));
            read.challenge();
            return read;
        } catch (RuntimeException malformed) {
            throw new Unverified(Reason.MALFORMED, malformed);
        }
    }

    /** A new credential that is what it says it is (Web Authentication Level 3, section 7.1). */
    NewPasskey verified(ReadMade read, Challenge challenge) throws Unverified {
        RegistrationData data = read.data;
        try {
            manager.verify(data, new RegistrationParameters(property(challenge), algorithms, false, true));
        } catch (VerificationException untrue) {
            throw new Unverified(Reason.UNTRUE, untrue);
        } catch (RuntimeException malformed) {
            throw new Unverified(Reason.MALFORMED, malformed);
        }
        var attestation = Objects.requireNonNull(data.getAttestationObject());
        var authenticator = attestation.getAuthenticatorData();
        AttestedCredentialData credential = Objects.requireNonNull(authenticator.getAttestedCredentialData());
        UUID model = Objects.requireNonNullElse(credential.getAaguid().getValue(), new UUID(0, 0));
        requireOwnPage(data.getCollectedClientData());
        requireFlags(authenticator);
        require(
                Reason.UNTRUE,
                Arrays.equals(credential.getCredentialId(), read.answer.credentialId()),
                "another credential's id");
        byte[] key = cbor.writeValueAsBytes(credential.getCOSEKey());
        require(Reason.NOT_ALLOWED, fits(credential.getCOSEKey()) && key.length <= LONGEST_KEY, "its kind of key");
        require(
                Reason.NOT_ALLOWED,
                settings.models().isEmpty() || settings.models().contains(model),
                "authenticators of model " + model);
        boolean asked = settings.attestation() == PasskeySettings.Attestation.DIRECT;
        return new NewPasskey(
                credential.getCredentialId(),
                key,
                authenticator.getSignCount(),
                model,
                read.answer.transports(),
                asked ? attestation.getFormat() : NoneAttestationStatement.FORMAT,
                read.answer.discoverable(),
                authenticator.isFlagUV(),
                authenticator.isFlagBE(),
                authenticator.isFlagBS(),
                challenge);
    }

    /**
     * A signature that this passkey made (Web Authentication Level 3, section 7.2).
     *
     * @param passkey null where there is none of that id: then the same is done with a key that made nothing
     */
    Passkeys.Use verified(ReadSigned read, Challenge challenge, @Nullable Passkey passkey, boolean foundAlone)
            throws Unverified {
        AuthenticationData data = read.data;
        var authenticator = Objects.requireNonNull(data.getAuthenticatorData());
        try {
            manager.verify(
                    data,
                    new AuthenticationParameters(
                            property(challenge), credential(read, authenticator, passkey), null, false, true));
        } catch (MaliciousCounterValueException cloned) {
            throw new Unverified(Reason.CLONED, cloned);
        } catch (BadBackupEligibleFlagException | IllegalBackupStateException changed) {
            throw new Unverified(Reason.BACKUP_STATE, changed);
        } catch (VerificationException untrue) {
            throw new Unverified(Reason.UNTRUE, untrue);
        } catch (RuntimeException malformed) {
            throw new Unverified(Reason.MALFORMED, malformed);
        }
        if (passkey == null) {
            throw new Unverified(Reason.UNTRUE, "no such passkey");
        }
        requireOwnPage(data.getCollectedClientData());
        require(
                Reason.BACKUP_STATE,
                passkey.backupEligible() == authenticator.isFlagBE(),
                "whether it may be backed up never changes");
        requireFlags(authenticator);
        return new Passkeys.Use(
                authenticator.getSignCount(), authenticator.isFlagUV(), authenticator.isFlagBS(), foundAlone);
    }

    private CredentialRecordImpl credential(
            ReadSigned read, AuthenticatorData<?> authenticator, @Nullable Passkey passkey) {
        byte[] key = passkey == null ? decoy : passkey.publicKey();
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                null,
                passkey == null ? authenticator.isFlagBE() : passkey.backupEligible(),
                passkey == null ? authenticator.isFlagBS() : passkey.backedUp(),
                passkey == null ? 0 : passkey.signCount(),
                new AttestedCredentialData(AAGUID.ZERO, read.answer.credentialId(), cbor.readValue(key, COSEKey.class)),
                null,
                null,
                null,
                null);
    }

    private ServerProperty property(Challenge challenge) {
        byte[] bytes = Base64.getUrlDecoder().decode(challenge.text());
        return new ServerProperty(origins, party.id(), new DefaultChallenge(bytes));
    }

    /** Nobody shows our pages, or those of our front ends, within another site's. */
    private static void requireOwnPage(@Nullable CollectedClientData client) throws Unverified {
        require(Reason.UNTRUE, client != null && !Boolean.TRUE.equals(client.getCrossOrigin()), "within another page");
    }

    private void requireFlags(AuthenticatorData<?> authenticator) throws Unverified {
        require(
                Reason.BACKUP_STATE,
                authenticator.isFlagBE() || !authenticator.isFlagBS(),
                "backed up, which it says it never is");
        require(
                Reason.USER_NOT_VERIFIED,
                authenticator.isFlagUV() || settings.userVerification() == PasskeySettings.Verification.PREFERRED,
                "nobody was verified");
    }

    private static void require(Reason reason, boolean holds, String note) throws Unverified {
        if (!holds) {
            throw new Unverified(reason, note);
        }
    }

    /** Whether it is a key of the kind that its algorithm signs with (section 5.8.5), and long enough. */
    private static boolean fits(COSEKey key) {
        PublicKey publicKey = key.getPublicKey();
        COSEAlgorithmIdentifier algorithm = Objects.requireNonNull(key.getAlgorithm());
        if (algorithm.equals(COSEAlgorithmIdentifier.ES256)) {
            return key instanceof EC2COSEKey point && Curve.SECP256R1.equals(point.getCurve());
        }
        if (algorithm.equals(COSEAlgorithmIdentifier.EdDSA)) {
            return publicKey instanceof EdECPublicKey point
                    && point.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
        }
        return publicKey instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= SHORTEST_RSA;
    }

    private static String challengeOf(@Nullable CollectedClientData client) {
        byte[] bytes = Objects.requireNonNull(client).getChallenge().getValue();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A key that nobody has the other half of. */
    private static COSEKey key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return EC2COSEKey.create(
                    (ECPublicKey) generator.generateKeyPair().getPublic(), COSEAlgorithmIdentifier.ES256);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This Java lacks P-256", impossible);
        }
    }
}
