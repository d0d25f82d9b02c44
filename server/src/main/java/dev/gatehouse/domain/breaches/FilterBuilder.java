package dev.gatehouse.domain.breaches;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes a filter of the public list: reads it once to count and once to fill. Takes no memory to speak of; where the list is
 * in order, as it comes, the file is written from its beginning to its end.
 */
public final class FilterBuilder {
    private static final long BETWEEN_REPORTS = TimeUnit.SECONDS.toNanos(2);
    private static final int BETWEEN_LOOKS = 1 << 16;

    private final Consumer<String> progress;
    private long reported = System.nanoTime();

    /** @param progress is told every few seconds how far it is, in a sentence */
    public FilterBuilder(Consumer<String> progress) {
        this.progress = progress;
    }

    /**
     * Builds the filter beside its place and moves it there when it is whole.
     *
     * @param from the list: a file, or a directory of range files
     * @param leastCount how often a password must have been seen, at least 1
     * @param falsePositives how often it may know a password that is not in it, such as 0.001
     * @throws FilterUnusable where the list cannot be read, has no hashes, or changes meanwhile
     */
    public BreachFilter build(Path from, Path to, int leastCount, double falsePositives) {
        HashList list = HashList.of(from, leastCount);
        long[] count = {0};
        list.read((high, middle, low) -> {
            count[0]++;
            report("counted", count[0], 0);
        });
        if (count[0] == 0) {
            throw new FilterUnusable(from + " has no hash that was seen " + leastCount + " times or more", null);
        }
        Shape shape = Shape.fitting(count[0], falsePositives, leastCount);
        Path unfinished = to.resolveSibling(to.getFileName() + ".part");
        try {
            write(list, shape, unfinished);
            Files.move(unfinished, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new FilterUnusable(to + " cannot be written", failure);
        } finally {
            remove(unfinished);
        }
        return BreachFilter.open(to);
    }

    private void write(HashList list, Shape shape, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            long bytes = shape.blocks() * Shape.BLOCK_BYTES;
            MemorySegment blocks = channel.map(MapMode.READ_WRITE, Shape.BYTES, bytes, arena);
            long[] count = {0};
            list.read((high, middle, low) -> {
                set(blocks, shape, high, middle, low);
                count[0]++;
                report("filled in", count[0], shape.count());
            });
            if (count[0] != shape.count()) {
                throw new FilterUnusable("The list changed while it was read.", null);
            }
            blocks.force();
            channel.write(shape.summed(BreachFilter.checksum(blocks)).written(), 0);
            channel.force(true);
        }
    }

    private static void set(MemorySegment blocks, Shape shape, long high, long middle, int low) {
        long block = BreachFilter.block(high, shape.blocks());
        for (int i = 0; i < shape.bits(); i++) {
            int bit = BreachFilter.bit(middle, low, i);
            long word = block + (bit >>> 6) * 8L;
            blocks.set(BreachFilter.WORD, word, blocks.get(BreachFilter.WORD, word) | 1L << bit);
        }
    }

    private void report(String what, long done, long of) {
        if (done % BETWEEN_LOOKS == 0 && System.nanoTime() - reported > BETWEEN_REPORTS) {
            reported = System.nanoTime();
            progress.accept(of == 0 ? "%,d %s".formatted(done, what) : "%,d of %,d %s".formatted(done, of, what));
        }
    }

    private static void remove(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException left) {
            // It is of no use to anybody, and the next build writes over it.
        }
    }
}
