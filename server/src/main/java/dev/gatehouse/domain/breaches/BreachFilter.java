package dev.gatehouse.domain.breaches;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A blocked Bloom filter over hashes of known passwords, in a file that is mapped into memory: a look costs a hash and one
 * cache line. It knows every password that is in it, and very few that are not.
 */
public final class BreachFilter {
    static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long CHUNK = 1L << 28;

    private final Path file;
    private final Shape shape;
    private final MemorySegment blocks;

    private BreachFilter(Path file, Shape shape, MemorySegment blocks) {
        this.file = file;
        this.shape = shape;
        this.blocks = blocks;
    }

    /**
     * Opens a filter. Its beginning and its length are looked at; {@link #requireWhole} looks at the rest.
     *
     * @throws FilterUnusable with a sentence for the operator
     */
    public static BreachFilter open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Shape shape = Shape.read(channel);
            if (shape == null) {
                throw new FilterUnusable(
                        file + " is no filter of this version, or not whole; build it with ./gatehouse passwords"
                                + " build-filter",
                        null);
            }
            MemorySegment mapped =
                    channel.map(MapMode.READ_ONLY, Shape.BYTES, shape.blocks() * Shape.BLOCK_BYTES, Arena.ofAuto());
            return new BreachFilter(file, shape, mapped);
        } catch (IOException unreadable) {
            throw new FilterUnusable(file + " cannot be read", unreadable);
        }
    }

    /**
     * Reads all of it, at the speed of the disk.
     *
     * @throws FilterUnusable where it is not as it was built
     */
    public void requireWhole() {
        if (checksum(blocks) != shape.checksum()) {
            throw new FilterUnusable(
                    file + " is damaged: its checksum is not that of its content; build or copy it again", null);
        }
    }

    /** Whether the password is in it, as far as it can tell. */
    public boolean mayContain(String password) {
        Sha1 hash = Sha1.of(password);
        long block = block(hash.high(), shape.blocks());
        for (int i = 0; i < shape.bits(); i++) {
            int bit = bit(hash.middle(), hash.low(), i);
            if ((blocks.get(WORD, block + (bit >>> 6) * 8L) & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    /** How many hashes are in it. */
    public long count() {
        return shape.count();
    }

    /** How often it knows a password that is not in it, 0 to 1. */
    public double falsePositives() {
        return shape.falsePositives();
    }

    /** How often a password had to be seen to be in it. */
    public int leastCount() {
        return shape.leastCount();
    }

    /** Where the block of a hash begins; hashes in order lead to blocks in order. */
    static long block(long high, long blocks) {
        return Math.unsignedMultiplyHigh(high, blocks) * Shape.BLOCK_BYTES;
    }

    /** The place in the block of the {@code i}th of a hash's bits: seven from the middle, three from the end. */
    static int bit(long middle, int low, int i) {
        return (int) (i < 7 ? middle >>> 9 * i : low >>> 9 * (i - 7)) & Shape.BLOCK_BITS - 1;
    }

    static int checksum(MemorySegment blocks) {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < blocks.byteSize(); at += CHUNK) {
            crc.update(
                    blocks.asSlice(at, Math.min(CHUNK, blocks.byteSize() - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }
}
