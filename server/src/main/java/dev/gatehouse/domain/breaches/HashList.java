package dev.gatehouse.domain.breaches;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The public list of hashes, as it is downloaded: one file with a line {@code HASH:COUNT} for each, or a directory with a
 * file for each five first digits, named by them, whose lines have the other 35. Read in one go, in constant memory.
 */
final class HashList {
    private static final Pattern RANGE = Pattern.compile("([0-9A-Fa-f]{5})(?:\\.txt)?");
    private static final int DIGITS = 40;

    /** Gets each hash. */
    @FunctionalInterface
    interface Sink {
        void take(long high, long middle, int low);
    }

    private record Piece(Path file, String prefix) {}

    private final List<Piece> pieces;
    private final int leastCount;

    private HashList(List<Piece> pieces, int leastCount) {
        this.pieces = pieces;
        this.leastCount = leastCount;
    }

    /**
     * @param from the file or directory
     * @param leastCount how often a hash must have been seen
     * @throws FilterUnusable where there is nothing of the kind
     */
    static HashList of(Path from, int leastCount) {
        if (!Files.isDirectory(from)) {
            return new HashList(List.of(new Piece(from, "")), leastCount);
        }
        try (Stream<Path> files = Files.list(from)) {
            List<Piece> pieces = files.sorted().flatMap(HashList::piece).toList();
            if (pieces.isEmpty()) {
                throw new FilterUnusable(from + " has no files named by five hexadecimal digits", null);
            }
            return new HashList(pieces, leastCount);
        } catch (IOException unreadable) {
            throw new FilterUnusable(from + " cannot be read", unreadable);
        }
    }

    private static Stream<Piece> piece(Path file) {
        Matcher name = RANGE.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Stream.of(new Piece(file, name.group(1))) : Stream.empty();
    }

    /** Hands every hash over that was seen often enough. */
    void read(Sink sink) {
        for (Piece piece : pieces) {
            try (InputStream in = Files.newInputStream(piece.file)) {
                new Lines(piece, in, leastCount, sink).read();
            } catch (IOException unreadable) {
                throw new FilterUnusable(piece.file + " cannot be read", unreadable);
            }
        }
    }

    /** The lines of one file; what is read of the present one stands in the fields. */
    private static final class Lines {
        private final byte[] buffer = new byte[1 << 18];
        private final Piece piece;
        private final InputStream in;
        private final int leastCount;
        private final Sink sink;
        private long line = 1;
        private int digits;
        private long high;
        private long middle;
        private int low;
        /** -1 until the colon. */
        private long count = -1;

        Lines(Piece piece, InputStream in, int leastCount, Sink sink) {
            this.piece = piece;
            this.in = in;
            this.leastCount = leastCount;
            this.sink = sink;
        }

        void read() throws IOException {
            begin();
            for (int filled = in.read(buffer); filled >= 0; filled = in.read(buffer)) {
                for (int i = 0; i < filled; i++) {
                    take(buffer[i]);
                }
            }
            end();
        }

        private void begin() {
            digits = 0;
            count = -1;
            piece.prefix.chars().forEach(this::digit);
        }

        private void take(byte next) {
            if (next == '\n') {
                end();
                line++;
                begin();
            } else if (count >= 0 && next >= '0' && next <= '9') {
                count = Math.min(count * 10 + next - '0', Integer.MAX_VALUE);
            } else if (count < 0 && next == ':') {
                count = 0;
            } else if (count < 0) {
                if (next != '\r') {
                    digit(next);
                }
            } else if (next != '\r') {
                throw malformed();
            }
        }

        private void digit(int character) {
            int value = Character.digit(character, 16);
            if (value < 0 || digits == DIGITS) {
                throw malformed();
            }
            if (digits < 16) {
                high = high << 4 | value;
            } else if (digits < 32) {
                middle = middle << 4 | value;
            } else {
                low = low << 4 | value;
            }
            digits++;
        }

        /** A list without counts has each hash once. A count of 0 is padding of the range API. */
        private void end() {
            if (digits == piece.prefix.length() && count < 0) {
                return;
            }
            if (digits != DIGITS) {
                throw malformed();
            }
            if ((count < 0 ? 1 : count) >= leastCount) {
                sink.take(high, middle, low);
            }
        }

        private FilterUnusable malformed() {
            return new FilterUnusable(
                    piece.file + ", line " + line + ": not " + (DIGITS - piece.prefix.length())
                            + " hexadecimal digits, a colon and a number",
                    null);
        }
    }
}
