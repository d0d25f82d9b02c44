package dev.gatehouse.domain.credentials;

import dev.gatehouse.domain.credentials.Bounds.Unacceptable;
import java.security.MessageDigest;

/** A password hash of a known kind, read from its stored form, with costs that this server is willing to pay. */
sealed interface StoredHash permits Argon2Hash, BcryptHash, ScryptHash, Pbkdf2Hash {
    /** The tag that the password gives under this hash's salt and costs. Slow: call it inside the gate. */
    byte[] compute(byte[] password);

    /** The tag that the right password gives. */
    byte[] tag();

    /** Memory that {@link #compute} takes, in KiB. */
    long memory();

    /** Whether that memory comes from the heap. */
    default boolean onHeap() {
        return true;
    }

    /** Whether the password is the right one; in constant time once the tag is computed. */
    default boolean matches(byte[] password) {
        return MessageDigest.isEqual(compute(password), tag());
    }

    /**
     * Reads a PHC or modular crypt string.
     *
     * @throws Unacceptable where the text is malformed or of an unknown kind, or a cost is out of bounds
     */
    static StoredHash parse(String text) throws Unacceptable {
        Bounds.require(text.length() <= 1024, "the hash is too long");
        String[] parts = text.split("\\$", -1);
        Bounds.require(parts.length >= 4, "the hash has too few parts");
        if (!parts[0].isEmpty()) {
            return Pbkdf2Hash.parseDjango(parts);
        }
        return switch (parts[1]) {
            case "argon2id", "argon2i", "argon2d" -> Argon2Hash.parse(parts);
            case "2a", "2b", "2y" -> BcryptHash.parse(parts);
            case "scrypt" -> ScryptHash.parse(parts);
            case "pbkdf2", "pbkdf2-sha256", "pbkdf2-sha512" -> Pbkdf2Hash.parse(parts);
            default -> throw new Unacceptable("the hash is of an unknown kind");
        };
    }
}
