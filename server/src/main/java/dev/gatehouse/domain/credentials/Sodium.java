package dev.gatehouse.domain.credentials;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Argon2id of libsodium, from the library file inside the lazysodium archive, called through the foreign-function API. Its
 * memory is the system's, not the heap's. It knows one lane and 16 bytes of salt only.
 */
final class Sodium {
    static final int SALT_BYTES = 16;
    static final int LEAST_TAG_BYTES = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Sodium.class);
    private static final int ARGON2ID13 = 2;

    private final MethodHandle pwhash;

    private Sodium(MethodHandle pwhash) {
        this.pwhash = pwhash;
    }

    /** The library, loaded at the first call; empty where there is none for this machine or it may not be loaded. */
    static Optional<Sodium> load() {
        return Loaded.SODIUM;
    }

    /**
     * @param memory KiB, at least 8
     * @param length bytes of the answer, at least {@link #LEAST_TAG_BYTES}
     */
    byte[] argon2id(byte[] password, byte[] salt, int memory, int passes, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment tag = arena.allocate(length);
            MemorySegment secret = arena.allocateFrom(ValueLayout.JAVA_BYTE, password);
            int failed = (int) pwhash.invokeExact(
                    tag,
                    (long) length,
                    secret,
                    (long) password.length,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, salt),
                    (long) passes,
                    memory * 1024L,
                    ARGON2ID13);
            secret.fill((byte) 0);
            if (failed != 0) {
                throw new OutOfMemoryError("libsodium could not get " + memory + " KiB for a password hash");
            }
            return tag.toArray(ValueLayout.JAVA_BYTE);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Sodium open() throws Throwable {
        String resource = resource();
        Path directory = Files.createTempDirectory("gatehouse-"); // for its owner alone where the system can say so
        Path file = directory.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (InputStream library = Sodium.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new FileNotFoundException(resource);
            }
            Files.copy(library, file);
            SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
            Linker linker = Linker.nativeLinker();
            MethodHandle init = linker.downcallHandle(
                    symbols.findOrThrow("sodium_init"), FunctionDescriptor.of(ValueLayout.JAVA_INT));
            if ((int) init.invokeExact() < 0) {
                throw new IOException("sodium_init failed");
            }
            return new Sodium(linker.downcallHandle(
                    symbols.findOrThrow("crypto_pwhash"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT)));
        } finally {
            discard(file, directory);
        }
    }

    /** What is loaded stays mapped without its file, except on Windows, which keeps the file until the process ends. */
    private static void discard(Path file, Path directory) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            directory.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
        } else {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private static String resource() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (system.startsWith("linux")) {
            return arm ? "/arm64/libsodium.so" : "/linux64/libsodium.so";
        }
        if (system.startsWith("mac")) {
            return arm ? "/mac_arm/libsodium.dylib" : "/mac/libsodium.dylib";
        }
        return "/windows64/libsodium.dll";
    }

    private static final class Loaded {
        static final Optional<Sodium> SODIUM = tryOpen();

        private static Optional<Sodium> tryOpen() {
            try {
                return Optional.of(open());
            } catch (Throwable e) {
                LOG.warn(
                        "No native Argon2 here ({}): hashing is slower and takes its memory from the heap",
                        e.toString());
                return Optional.empty();
            }
        }
    }
}
