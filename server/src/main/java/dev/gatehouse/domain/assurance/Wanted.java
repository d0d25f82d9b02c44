package dev.gatehouse.domain.assurance;

import org.jspecify.annotations.Nullable;

/**
 * For what somebody signs in.
 *
 * @param client at which they do
 * @param acr the authentication context class that was asked for; null where none was
 * @param device the secret of a browser that may not be asked for a second factor; null where it has none
 */
public record Wanted(
        String client, @Nullable String acr, @Nullable String device) {
    /** At this client, with nothing asked for beyond what it needs. */
    public static Wanted at(String client) {
        return new Wanted(client, null, null);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Wanted[" + client + " " + acr + "]";
    }
}
