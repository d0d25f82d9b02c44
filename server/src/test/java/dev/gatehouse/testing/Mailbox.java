package dev.gatehouse.testing;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real mail server on a free port, which takes every letter and keeps it. */
public final class Mailbox implements AutoCloseable {
    private final GreenMail server;

    public Mailbox() {
        this(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    }

    Mailbox(ServerSetup setup) {
        server = new GreenMail(setup);
        server.start();
    }

    /** What leads a server to it, {@code name=value}. */
    public List<String> settings() {
        return List.of(
                "mail.smtp.host=localhost",
                "mail.smtp.port=" + port(),
                "mail.smtp.security=none",
                "mail.from=Gatehouse <id@gatehouse.example>");
    }

    public int port() {
        return server.getSmtp().getPort();
    }

    /** Every letter, the oldest first. */
    public List<Mail> all() {
        return Stream.of(server.getReceivedMessages()).map(Mail::of).toList();
    }

    /** Those to this address. */
    public List<Mail> to(String address) {
        return all().stream()
                .filter(mail -> mail.to().equalsIgnoreCase(address))
                .toList();
    }

    /** The newest to this address; fails where there is none. */
    public Mail newestTo(String address) {
        List<Mail> mail = to(address);
        if (mail.isEmpty()) {
            throw new AssertionError("no letter to " + address + " but to "
                    + all().stream().map(Mail::to).collect(Collectors.joining(", ")));
        }
        return mail.getLast();
    }

    /** Throws all letters away. */
    public void empty() {
        try {
            server.purgeEmailFromAllMailboxes();
        } catch (FolderException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
