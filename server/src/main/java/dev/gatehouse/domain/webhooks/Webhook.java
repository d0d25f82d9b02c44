package dev.gatehouse.domain.webhooks;

import java.net.URI;
import java.util.List;

/**
 * One receiver.
 *
 * @param secrets what messages to it are signed with: all of them, so that one can follow another
 * @param events actions, where {@code *} at the end stands for any rest
 */
record Webhook(String name, URI url, List<SigningSecret> secrets, List<String> events) {
    static final String ANY = "*";

    Webhook {
        secrets = List.copyOf(secrets);
        events = List.copyOf(events);
    }

    /** Whether it is to hear of this kind of event. */
    boolean wants(String type) {
        return events.stream().anyMatch(pattern -> matches(pattern, type));
    }

    static boolean matches(String pattern, String type) {
        return pattern.endsWith(ANY)
                ? type.startsWith(pattern.substring(0, pattern.length() - ANY.length()))
                : type.equals(pattern);
    }
}
