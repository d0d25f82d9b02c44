package dev.gatehouse.cli;

import java.io.ByteArrayOutputStream;
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

/** Where a new password comes from. Never an argument: every user of the machine can read those. */
final class PasswordInput {
    private static final int LONGEST = 64 * 1024;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file whose first line is the password.")
    private @Nullable Path file;

    @Option(
            names = "--password-stdin",
            description = "Read the password from standard input, also at a terminal. Without either option it is asked"
                    + " for at a terminal, without echo, and read from standard input elsewhere.")
    private boolean stdin;

    /** @throws CommandFailed where there is none, or two that differ were typed */
    String read(Shell shell) {
        Path from = file;
        if (from != null && stdin) {
            throw CommandFailed.misfit("Give --password-file or --password-stdin, not both.");
        }
        if (from != null) {
            try (InputStream content = Files.newInputStream(shell.directory().resolve(from))) {
                return firstLine(content, "the file " + from);
            } catch (IOException unreadable) {
                throw CommandFailed.because("The password file " + from + " cannot be read.");
            }
        }
        Console console = System.console();
        if (!stdin && console != null && console.isTerminal()) {
            return ask(console);
        }
        try {
            return firstLine(shell.input(), "standard input");
        } catch (IOException unreadable) {
            throw CommandFailed.because("Standard input cannot be read.");
        }
    }

    private static String ask(Console console) {
        String first = typed(console.readPassword("Password: "));
        String second = typed(console.readPassword("The same again: "));
        if (!first.equals(second)) {
            throw CommandFailed.because("The two passwords differ.");
        }
        return first;
    }

    private static String typed(char @Nullable [] characters) {
        if (characters == null || characters.length == 0) {
            throw CommandFailed.because("No password was typed.");
        }
        return new String(characters);
    }

    /** Up to the first line break, in UTF-8; what follows is left alone. */
    private static String firstLine(InputStream in, String where) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
            if (line.size() > LONGEST) {
                throw CommandFailed.because("The first line of " + where + " is too long for a password.");
            }
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            String password = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            if (password.isEmpty()) {
                throw CommandFailed.because("There is no password on the first line of " + where + ".");
            }
            return password;
        } catch (CharacterCodingException notText) {
            throw CommandFailed.because("The first line of " + where + " is not text in UTF-8.");
        }
    }
}
