package dev.gatehouse.feature.hosted;

/**
 * A page that leads on to a provider by itself. Behind a form it takes the place of a redirect, which a page's policy would
 * hold back where it leaves this server (CSP 3, section 6.3.1).
 *
 * @param to where it leads
 */
public record OnwardView(ProviderButton to) {}
