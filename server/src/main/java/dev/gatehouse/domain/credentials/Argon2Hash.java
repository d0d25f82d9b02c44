package dev.gatehouse.domain.credentials;

import dev.gatehouse.domain.credentials.Bounds.Unacceptable;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/**
 * Argon2 in its PHC form (RFC 9106): {@code $argon2id$v=19$m=65536,t=3,p=1$salt$tag}, of every variant and version.
 *
 * @param variant {@code argon2id}, {@code argon2i} or {@code argon2d}
 * @param version 0x10, which an absent one means, or 0x13
 * @param memory KiB
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Argon2Hash(String variant, int version, int memoryKib, int passes, int lanes, byte[] salt, byte[] tag)
        implements StoredHash {
    private static final String CURRENT = "argon2id";
    private static final int VERSION = 0x13;
    private static final int MOST_MEMORY = 1 << 20;
    private static final long MOST_WORK = 1L << 22;

    /** A hash of the password with the current algorithm. Slow: call it inside the gate. */
    static Argon2Hash make(byte[] password, byte[] salt, Argon2Parameters cost, int length) {
        return new Argon2Hash(
                CURRENT,
                VERSION,
                cost.memory(),
                cost.passes(),
                cost.lanes(),
                salt,
                tag(CURRENT, VERSION, cost.memory(), cost.passes(), cost.lanes(), salt, password, length));
    }

    static Argon2Hash parse(String[] parts) throws Unacceptable {
        boolean versioned = parts[2].startsWith("v=");
        Bounds.require(parts.length == (versioned ? 6 : 5), "an Argon2 hash has the wrong number of parts");
        int version = versioned ? Bounds.number(Bounds.value(parts[2], "v"), 0x10, VERSION) : 0x10;
        Bounds.require(version == 0x10 || version == VERSION, "no such version of Argon2");
        int next = versioned ? 3 : 2;
        String[] costs = parts[next].split(",", -1);
        Bounds.require(costs.length == 3, "an Argon2 hash has the costs m, t and p");
        int lanes = Bounds.number(Bounds.value(costs[2], "p"), 1, 255);
        int memory = Bounds.number(Bounds.value(costs[0], "m"), 8 * lanes, MOST_MEMORY);
        int passes = Bounds.number(Bounds.value(costs[1], "t"), 1, 256);
        Bounds.require((long) memory * passes <= MOST_WORK, "an Argon2 hash is too costly");
        byte[] salt = Bounds.bytes(parts[next + 1], 8);
        return new Argon2Hash(parts[1], version, memory, passes, lanes, salt, Bounds.bytes(parts[next + 2], 16));
    }

    @Override
    public byte[] compute(byte[] password) {
        return tag(variant, version, memoryKib, passes, lanes, salt, password, tag.length);
    }

    @Override
    public long memory() {
        return memoryKib;
    }

    @Override
    public boolean onHeap() {
        return !isSodiums(variant, version, lanes, salt, tag.length)
                || Sodium.load().isEmpty();
    }

    /** Whether a new hash would be of this kind and cost. */
    boolean isOf(Argon2Parameters cost, int saltLength, int tagLength) {
        return variant.equals(CURRENT)
                && version == VERSION
                && memoryKib == cost.memory()
                && passes == cost.passes()
                && lanes == cost.lanes()
                && salt.length == saltLength
                && tag.length == tagLength;
    }

    /** The PHC string. */
    String encoded() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$" + variant + "$v=" + version + "$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(tag);
    }

    private static byte[] tag(
            String variant, int version, int memory, int passes, int lanes, byte[] salt, byte[] password, int length) {
        if (isSodiums(variant, version, lanes, salt, length) && Sodium.load().isPresent()) {
            return Sodium.load().get().argon2id(password, salt, memory, passes, length);
        }
        return portable(variant, version, memory, passes, lanes, salt, password, length);
    }

    private static boolean isSodiums(String variant, int version, int lanes, byte[] salt, int length) {
        return variant.equals(CURRENT)
                && version == VERSION
                && lanes == 1
                && salt.length == Sodium.SALT_BYTES
                && length >= Sodium.LEAST_TAG_BYTES;
    }

    /** Bouncy Castle's: every variant, on the heap. */
    static byte[] portable(
            String variant, int version, int memory, int passes, int lanes, byte[] salt, byte[] password, int length) {
        int type =
                switch (variant) {
                    case "argon2d" -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_d;
                    case "argon2i" -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_i;
                    default -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id;
                };
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new org.bouncycastle.crypto.params.Argon2Parameters.Builder(type)
                .withVersion(version)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] tag = new byte[length];
        generator.generateBytes(password, tag);
        return tag;
    }
}
