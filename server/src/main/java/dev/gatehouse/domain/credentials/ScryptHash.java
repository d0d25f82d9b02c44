package dev.gatehouse.domain.credentials;

import dev.gatehouse.domain.credentials.Bounds.Unacceptable;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (RFC 7914) in the PHC form, which is passlib's too: {@code $scrypt$ln=16,r=8,p=1$salt$tag}.
 *
 * @param logN the logarithm of the cost N
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record ScryptHash(int logN, int blockSize, int parallelism, byte[] salt, byte[] tag) implements StoredHash {
    /** 256 MiB at 128 bytes for each of N × r. */
    private static final long MOST_MEMORY = 1L << 21;

    private static final long MOST_WORK = 1L << 22;

    static ScryptHash parse(String[] parts) throws Unacceptable {
        Bounds.require(parts.length == 5, "an scrypt hash has the wrong number of parts");
        String[] costs = parts[2].split(",", -1);
        Bounds.require(costs.length == 3, "an scrypt hash has the costs ln, r and p");
        int logN = Bounds.number(Bounds.value(costs[0], "ln"), 1, 20);
        int blockSize = Bounds.number(Bounds.value(costs[1], "r"), 1, 32);
        int parallelism = Bounds.number(Bounds.value(costs[2], "p"), 1, 32);
        long memory = ((long) blockSize) << logN;
        Bounds.require(memory <= MOST_MEMORY && memory * parallelism <= MOST_WORK, "an scrypt hash is too costly");
        Bounds.require(logN < 16L * blockSize, "an scrypt hash has too small a block for its cost");
        return new ScryptHash(logN, blockSize, parallelism, Bounds.bytes(parts[3], 0), Bounds.bytes(parts[4], 16));
    }

    @Override
    public byte[] compute(byte[] password) {
        return SCrypt.generate(password, salt, 1 << logN, blockSize, parallelism, tag.length);
    }

    @Override
    public long memory() {
        return ((long) blockSize << logN) / 8 + 1;
    }
}
