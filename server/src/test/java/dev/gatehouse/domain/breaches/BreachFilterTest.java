package dev.gatehouse.domain.breaches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BreachFilterTest {
    private static final int MANY = 20_000;

    private final FilterBuilder builder = new FilterBuilder(sentence -> {});

    @TempDir
    Path directory;

    @Test
    void itKnowsAllThatIsInItAndLittleElse() throws IOException {
        for (double rate : new double[] {0.1, 0.01, 0.001}) {
            BreachFilter filter = builder.build(list(MANY, 1), directory.resolve("filter"), 1, rate);
            assertThat(filter.count()).isEqualTo(MANY);
            assertThat(filter.falsePositives()).isPositive().isLessThanOrEqualTo(rate);
            for (int i = 0; i < MANY; i++) {
                assertThat(filter.mayContain("breached " + i)).isTrue();
            }
            int wrong = 0;
            int asked = 200_000;
            for (int i = 0; i < asked; i++) {
                wrong += filter.mayContain("another " + i) ? 1 : 0;
            }
            double expected = filter.falsePositives() * asked;
            // Six standard deviations: chance alone does not leave that.
            assertThat((double) wrong)
                    .isBetween(expected - 6 * Math.sqrt(expected), expected + 6 * Math.sqrt(expected) + 2);
        }
    }

    @Test
    void aHashOfThePublicListIsFound() throws IOException {
        Path list = write("list", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824");
        BreachFilter filter = builder.build(list, directory.resolve("filter"), 1, 0.001);
        assertThat(filter.mayContain("password")).isTrue();
        assertThat(filter.mayContain("Password")).isFalse();
    }

    @Test
    void rangeFilesAreTheSameList() throws IOException {
        Path ranges = Files.createDirectory(directory.resolve("ranges"));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String hash = Sha1.hex("breached " + i);
            lines.add(hash + ":" + (i + 1));
            Path range = ranges.resolve(hash.substring(0, 5) + (i % 2 == 0 ? ".txt" : ""));
            Files.writeString(range, hash.substring(5) + ":" + (i + 1) + "\r\n");
        }
        Files.writeString(ranges.resolve("README"), "not a range");
        BreachFilter one =
                builder.build(write("list", lines.toArray(String[]::new)), directory.resolve("one"), 1, 0.01);
        BreachFilter other = builder.build(ranges, directory.resolve("other"), 1, 0.01);
        assertThat(other.count()).isEqualTo(one.count());
        assertThat(Files.mismatch(directory.resolve("one"), directory.resolve("other")))
                .isEqualTo(-1);
    }

    @Test
    void onlyWhatWasSeenOftenEnoughIsTaken() throws IOException {
        Path list = write("list", line("rare", 9), line("often", 10), line("padding", 0), Sha1.hex("without a count"));
        BreachFilter filter = builder.build(list, directory.resolve("filter"), 10, 0.000_001);
        assertThat(filter.count()).isEqualTo(1);
        assertThat(filter.leastCount()).isEqualTo(10);
        assertThat(filter.mayContain("often")).isTrue();
        assertThat(filter.mayContain("rare")).isFalse();
        BreachFilter all = builder.build(list, directory.resolve("filter"), 1, 0.000_001);
        assertThat(all.count()).isEqualTo(3);
        assertThat(all.mayContain("without a count")).isTrue();
        assertThat(all.mayContain("padding")).isFalse();
    }

    @Test
    void aMalformedListIsRefusedByItsLine() throws IOException {
        String good = line("good", 1);
        for (String bad : List.of(
                "xyz:1",
                good.substring(1),
                "0" + good,
                good + "x",
                good.replace(":", ";"),
                good.substring(0, 20),
                ":1")) {
            Path list = write("list", good, bad, good);
            assertThatThrownBy(() -> builder.build(list, directory.resolve("filter"), 1, 0.01))
                    .as(bad)
                    .isInstanceOf(FilterUnusable.class)
                    .hasMessageContaining("line 2");
        }
        assertThat(directory.resolve("filter")).doesNotExist();
        assertThat(directory.resolve("filter.part")).doesNotExist();
    }

    @Test
    void aListWithoutHashesOrAtAllIsRefused() throws IOException {
        Path empty = write("empty");
        Path directoryWithout = Files.createDirectory(directory.resolve("nothing"));
        for (Path from : List.of(empty, directoryWithout, directory.resolve("absent"))) {
            assertThatThrownBy(() -> builder.build(from, directory.resolve("filter"), 1, 0.01))
                    .isInstanceOf(FilterUnusable.class)
                    .hasMessageContaining(from.toString());
        }
    }

    /** Each bit of the header, and one of every byte of the rest. */
    @Test
    void aDamagedFilterIsRefused() throws IOException {
        Path file = directory.resolve("filter");
        builder.build(list(50, 1), file, 1, 0.01);
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < whole.length * 8; bit = bit < Shape.BYTES * 8 ? bit + 1 : bit + 8) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertThatThrownBy(() -> BreachFilter.open(file).requireWhole())
                    .as("bit " + bit)
                    .isInstanceOf(FilterUnusable.class)
                    .hasMessageContaining(file.toString());
        }
        for (int length : new int[] {0, 1, Shape.BYTES, whole.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> BreachFilter.open(file)).isInstanceOf(FilterUnusable.class);
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> BreachFilter.open(file)).isInstanceOf(FilterUnusable.class);
        Files.write(file, whole);
        BreachFilter.open(file).requireWhole();
    }

    private Path list(int count, int seen) throws IOException {
        return write(
                "list",
                IntStream.range(0, count)
                        .mapToObj(i -> line("breached " + i, seen))
                        .toArray(String[]::new));
    }

    private static String line(String password, int count) {
        return Sha1.hex(password) + ":" + count;
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(directory.resolve(name), Stream.of(lines).toList());
    }
}
