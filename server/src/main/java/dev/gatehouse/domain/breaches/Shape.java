package dev.gatehouse.domain.breaches;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * What stands at the beginning of a filter's file, {@value #BYTES} bytes in little-endian order: the magic {@code GHBREACH},
 * the version, {@link #bits()}, {@link #blocks()}, {@link #count()}, {@link #falsePositives()}, {@link #leastCount()}, the
 * CRC-32C of all blocks, zeros, and the CRC-32C of all this.
 *
 * @param bits that each hash sets in its block
 * @param blocks of {@value #BLOCK_BITS} bits each
 * @param count how many hashes are in it
 * @param falsePositives how often it knows a password that is not in it, 0 to 1
 * @param leastCount how often a hash had to be seen to be in it
 * @param checksum of the blocks
 */
record Shape(int bits, long blocks, long count, double falsePositives, int leastCount, int checksum) {
    static final int BYTES = 64;
    /** A cache line, so that a look costs one of them. */
    static final int BLOCK_BITS = 512;

    static final int BLOCK_BYTES = BLOCK_BITS / 8;
    /** The first 64 bits of a hash choose the block; nine each of the other 96 the bits in it. */
    static final int MOST_BITS = 10;

    private static final long MAGIC = 0x4843414552424847L; // GHBREACH
    private static final int VERSION = 1;
    private static final int MOST_BITS_A_HASH = 64;

    /** The smallest filter for so many hashes that is wrong no more often than this. */
    static Shape fitting(long count, double falsePositives, int leastCount) {
        for (int room = 4; room <= MOST_BITS_A_HASH; room++) {
            long blocks = Math.max(1, Math.ceilDiv(count * room, BLOCK_BITS));
            for (int bits = 3; bits <= MOST_BITS; bits++) {
                double rate = falsePositives((double) count / blocks, bits);
                if (rate <= falsePositives) {
                    return new Shape(bits, blocks, count, rate, leastCount, 0);
                }
            }
        }
        throw new IllegalArgumentException("no filter is wrong as seldom as " + falsePositives);
    }

    /** Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient Bloom Filters (2007), section 3: blocks fill unevenly. */
    private static double falsePositives(double perBlock, int bits) {
        double chance = Math.exp(-perBlock);
        double rate = 0;
        for (int held = 0; held < perBlock + 20 * Math.sqrt(perBlock + 1); held++) {
            double set = 1 - Math.pow(1 - 1.0 / BLOCK_BITS, (double) bits * held);
            rate += chance * Math.pow(set, bits);
            chance *= perBlock / (held + 1);
        }
        return rate;
    }

    long fileBytes() {
        return BYTES + blocks * BLOCK_BYTES;
    }

    Shape summed(int sum) {
        return new Shape(bits, blocks, count, falsePositives, leastCount, sum);
    }

    ByteBuffer written() {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(bits).putLong(blocks).putLong(count);
        header.putDouble(falsePositives).putInt(leastCount).putInt(checksum);
        header.putInt(BYTES - Integer.BYTES, crc(header));
        return header.rewind();
    }

    /**
     * @return null where these are not the first bytes of a filter that this program knows, whole
     * @throws IOException where they cannot be read
     */
    static @org.jspecify.annotations.Nullable Shape read(FileChannel file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (header.hasRemaining() && file.read(header, header.position()) >= 0) {
            // A file may come in pieces.
        }
        if (header.hasRemaining()
                || header.getInt(BYTES - Integer.BYTES) != crc(header)
                || header.getLong(0) != MAGIC
                || header.getInt(8) != VERSION) {
            return null;
        }
        Shape shape = new Shape(
                header.getInt(12),
                header.getLong(16),
                header.getLong(24),
                header.getDouble(32),
                header.getInt(40),
                header.getInt(44));
        boolean sound =
                shape.bits > 0 && shape.bits <= MOST_BITS && shape.blocks > 0 && shape.fileBytes() == file.size();
        return sound ? shape : null;
    }

    private static int crc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().clear().limit(BYTES - Integer.BYTES));
        return (int) crc.getValue();
    }
}
