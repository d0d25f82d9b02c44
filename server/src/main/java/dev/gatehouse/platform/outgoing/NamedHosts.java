package dev.gatehouse.platform.outgoing;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Hosts that the operator named because they stand in a network of their own; with a port, only at that one. */
final class NamedHosts {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");

    private final Set<String> names = new HashSet<>();

    /** @throws IllegalArgumentException with the text that names no host */
    NamedHosts(List<String> texts) {
        for (String text : texts) {
            if (!FORM.matcher(text).matches() || URI.create("http://" + text).getHost() == null) {
                throw new IllegalArgumentException("given " + text
                        + "; allowed: names of hosts such as localhost, keycloak.internal or keycloak.internal:8443,"
                        + " without wildcards; names beyond ASCII as xn--…");
            }
            names.add(text.toLowerCase(Locale.ROOT));
        }
    }

    /** Whether the host, in lower case, is named, with any port or with this one. */
    boolean hold(String host, int port) {
        return names.contains(host) || names.contains(host + ":" + port);
    }
}
