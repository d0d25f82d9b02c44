package dev.gatehouse.platform.jose;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

/** Tells from the first bytes of a native library whether it is made for this kind of processor. */
final class NativeCode {
    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int ELF_X86_64 = 0x3e;
    private static final int ELF_AARCH64 = 0xb7;
    private static final int HEADER = 20;

    private NativeCode() {}

    static boolean runsHere(URL library) throws IOException {
        try (InputStream in = library.openStream()) {
            return fits(in.readNBytes(HEADER), System.getProperty("os.arch"));
        }
    }

    /** Knows ELF, whose e_machine is at byte 18; of anything else the file name has said enough. */
    static boolean fits(byte[] header, String processor) {
        if (header.length < HEADER) {
            return false;
        }
        int magic = (header[0] & 0xff) << 24 | (header[1] & 0xff) << 16 | (header[2] & 0xff) << 8 | (header[3] & 0xff);
        if (magic != ELF_MAGIC) {
            return true;
        }
        int machine = (header[18] & 0xff) | (header[19] & 0xff) << 8;
        return switch (processor) {
            case "amd64", "x86_64" -> machine == ELF_X86_64;
            case "aarch64", "arm64" -> machine == ELF_AARCH64;
            default -> false;
        };
    }
}
