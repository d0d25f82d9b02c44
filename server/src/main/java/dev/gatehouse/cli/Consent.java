package dev.gatehouse.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Asks before what cannot be undone. */
final class Consent {
    private static final Set<String> YES = Set.of("y", "yes");

    private Consent() {}

    /** Whether somebody answers the question with yes, on standard input. */
    static boolean given(Shell shell, PrintWriter err, String question) {
        err.print(question + " This cannot be undone. Type yes: ");
        err.flush();
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(shell.input(), StandardCharsets.UTF_8));
            String answer = Objects.requireNonNullElse(in.readLine(), "");
            return YES.contains(answer.strip().toLowerCase(Locale.ROOT));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
