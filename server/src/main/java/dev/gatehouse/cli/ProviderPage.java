package dev.gatehouse.cli;

import dev.gatehouse.domain.providers.Provider;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A provider as an operator reads it. */
final class ProviderPage {
    private ProviderPage() {}

    static void print(Provider provider, boolean stored, String callback, PrintWriter out) {
        Provider.Endpoints endpoints = provider.endpoints();
        Provider.ClaimNames claims = provider.claims();
        boolean discovers = provider.protocol() == Provider.Protocol.OPENID_CONNECT;
        new Table()
                .row("name", provider.name())
                .row("display name", provider.displayName())
                .row("preset", provider.preset())
                .row("state", provider.enabled() ? "enabled" : "disabled")
                .row("from", stored ? "database" : "settings")
                .row("callback address", callback)
                .row("client id", provider.clientId())
                .row("credential", credential(provider.credential()))
                .row("issuer", provider.issuer())
                .row("authorization endpoint", address(endpoints.authorization(), discovers))
                .row("token endpoint", address(endpoints.token(), discovers))
                .row("userinfo endpoint", address(endpoints.userinfo(), discovers))
                .row("keys", address(endpoints.jwks(), discovers))
                .row("emails endpoint", address(endpoints.emails(), false))
                .row("scopes", String.join(" ", provider.scopes()))
                .row("answers by", provider.responseMode() == Provider.ResponseMode.QUERY ? "query" : "form-post")
                .row("PKCE", provider.pkce() ? "on" : "off")
                .row("parameters", pairs(provider.authorizationParameters()))
                .row("subject", claims.subject())
                .row("email", text(claims.email()))
                .row(
                        "email verified",
                        provider.emailTrust() == Provider.EmailTrust.CLAIM
                                ? text(claims.emailVerified())
                                : provider.emailTrust().name().toLowerCase(Locale.ROOT))
                .row("display name from", text(claims.name()))
                .row("picture", text(claims.picture()))
                .row("user name", text(claims.username()))
                .row("groups", text(claims.groups()))
                .row("sign-up", provider.signUp() ? "on" : "off")
                .row("mail domains", list(provider.mailDomains(), "any"))
                .row("roles", pairs(provider.roleRules()))
                .row("tokens kept for", list(provider.tokenClients(), "nobody"))
                .print(out);
    }

    private static String credential(Provider.Credential credential) {
        return switch (credential) {
            case Provider.Credential.None none -> "none";
            case Provider.Credential.Basic basic -> "client secret, basic";
            case Provider.Credential.Post post -> "client secret, post";
            case Provider.Credential.AppleKey apple ->
                "Apple's key " + apple.keyId() + " of the team " + apple.teamId();
        };
    }

    private static String address(@Nullable Object address, boolean discovers) {
        return address == null ? (discovers ? "(discovered)" : "-") : address.toString();
    }

    private static String text(@Nullable String claim) {
        return claim == null ? "-" : claim;
    }

    private static String list(Collection<String> items, String none) {
        return items.isEmpty() ? none : items.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String pairs(Map<String, String> pairs) {
        return pairs.isEmpty()
                ? "-"
                : pairs.entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
