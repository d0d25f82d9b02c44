package dev.gatehouse.domain.credentials;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.Radix64Encoder;
import dev.gatehouse.domain.credentials.Bounds.Unacceptable;
import java.nio.charset.StandardCharsets;

/**
 * bcrypt in its modular crypt form: {@code $2b$12$} and 53 characters. The three letters mean the same function; like the
 * original it looks at the first 72 bytes of a password only.
 *
 * @param rounds the logarithm of the cost, 4 to 15
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record BcryptHash(int rounds, byte[] salt, byte[] tag) implements StoredHash {
    private static final int SALT_LETTERS = 22;

    static BcryptHash parse(String[] parts) throws Unacceptable {
        Bounds.require(parts.length == 4 && parts[3].matches("[./A-Za-z0-9]{53}"), "a bcrypt hash is malformed");
        Bounds.require(parts[2].matches("0[4-9]|1[0-5]"), "a cost is outside 4 to 15");
        byte[] letters = parts[3].getBytes(StandardCharsets.US_ASCII);
        Radix64Encoder radix64 = new Radix64Encoder.Default();
        byte[] salt = radix64.decode(java.util.Arrays.copyOf(letters, SALT_LETTERS));
        byte[] tag = radix64.decode(java.util.Arrays.copyOfRange(letters, SALT_LETTERS, letters.length));
        Bounds.require(salt.length == 16 && tag.length == 23, "a bcrypt hash is malformed");
        return new BcryptHash(Integer.parseInt(parts[2]), salt, tag);
    }

    @Override
    public byte[] compute(byte[] password) {
        BCrypt.Version version = BCrypt.Version.VERSION_2B;
        return BCrypt.with(version, LongPasswordStrategies.truncate(version)).hashRaw(rounds, salt, password).rawHash;
    }

    @Override
    public long memory() {
        return 8;
    }
}
