package dev.gatehouse.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a provider's secret comes from. Never an argument: every user of the machine can read those. */
final class SecretInput {
    private static final int LONGEST = 64 * 1024;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "A file that holds the client secret, or Apple's .p8 file.")
    private @Nullable Path file;

    @Option(names = "--secret-stdin", description = "Read the secret from standard input, to its end.")
    private boolean stdin;

    /** Whether an option says where it is. */
    boolean given() {
        return file != null || stdin;
    }

    /**
     * Reads it from where an option says; without one it is asked for at a terminal, and read from standard input elsewhere.
     *
     * @throws CommandFailed where there is none
     */
    String read(Shell shell) {
        Path from = file;
        if (from != null && stdin) {
            throw CommandFailed.misfit("Give --secret-file or --secret-stdin, not both.");
        }
        if (from != null) {
            try (InputStream content = Files.newInputStream(shell.directory().resolve(from))) {
                return text(content, "the file " + from);
            } catch (IOException unreadable) {
                throw CommandFailed.because("The secret's file " + from + " cannot be read.");
            }
        }
        Console console = System.console();
        if (!stdin && console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Secret: ");
            if (typed == null || typed.length == 0) {
                throw CommandFailed.because("No secret was typed.");
            }
            return new String(typed);
        }
        try {
            return text(shell.input(), "standard input");
        } catch (IOException unreadable) {
            throw CommandFailed.because("Standard input cannot be read.");
        }
    }

    /** Everything but white space around it, in UTF-8. */
    private static String text(InputStream in, String where) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw CommandFailed.because("What " + where + " holds is too long for a secret.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
            if (text.isEmpty()) {
                throw CommandFailed.because("There is no secret in " + where + ".");
            }
            return text;
        } catch (CharacterCodingException notText) {
            throw CommandFailed.because("What " + where + " holds is not text in UTF-8.");
        }
    }
}
