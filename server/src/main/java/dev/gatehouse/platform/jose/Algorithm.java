package dev.gatehouse.platform.jose;

import java.util.Arrays;
import java.util.Optional;

/** How a token is signed (RFC 7518, section 3.1; RFC 8037, section 3.1). */
public enum Algorithm {
    /** ECDSA on P-256 with SHA-256: the default. */
    ES256("ES256"),
    /** ECDSA on P-384 with SHA-384. */
    ES384("ES384"),
    /** RSA PKCS #1 v1.5 with SHA-256. */
    RS256("RS256"),
    /** RSA PSS with SHA-256 and a salt of 32 bytes. */
    PS256("PS256"),
    /** Ed25519. */
    EDDSA("EdDSA"),
    /** HMAC with SHA-256 and a secret of at least 32 bytes, shared with whoever verifies. */
    HS256("HS256");

    /** The fewest bytes that an HS256 secret may have (RFC 7518, section 3.2). */
    public static final int SECRET_BYTES = 32;

    private final String label;

    Algorithm(String label) {
        this.label = label;
    }

    /** The {@code alg} of RFC 7518, such as {@code EdDSA}. */
    public String label() {
        return label;
    }

    /** Whether what verifies may be published: all but the shared secret. */
    public boolean isPublic() {
        return this != HS256;
    }

    /** The algorithm with this {@code alg}, compared exactly; empty for {@code none} and all that is not listed. */
    public static Optional<Algorithm> of(String label) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.label.equals(label))
                .findFirst();
    }

    @Override
    public String toString() {
        return label;
    }
}
