package dev.gatehouse.testing;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.links.OneTimeLinks;
import java.security.SecureRandom;
import java.time.Duration;

/** The link that a start without an administrator prints. */
public final class SetupLink {
    private static final String PATH = "/setup/";

    private SetupLink() {}

    /** The path of a new link, good for an hour of the server's clock. */
    public static String of(TestServer server) {
        OneTimeLinks links = new OneTimeLinks(
                new Seals(server.database(), null, server.clock(), new SecureRandom()),
                server.clock(),
                new SecureRandom());
        return PATH
                + server.database()
                        .write(transaction -> links.issue(
                                transaction, OneTimeLinks.Purpose.FIRST_ADMINISTRATOR, Duration.ofHours(1)));
    }

    /** What only the link's holder knows. */
    public static String secretOf(String link) {
        return link.substring(PATH.length());
    }
}
