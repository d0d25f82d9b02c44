package dev.gatehouse.feature.hosted;

/**
 * What leads to a provider.
 *
 * @param name how addresses call the provider
 * @param displayName how people call it
 * @param href where it leads, on this server
 * @param preset which mark stands beside it; one that is not known gets a key
 * @param last whether this browser came in that way the last time
 */
public record ProviderButton(String name, String displayName, String href, String preset, boolean last) {
    /** A way in that nobody took lately. */
    public ProviderButton(String name, String displayName, String href, String preset) {
        this(name, displayName, href, preset, false);
    }
}
