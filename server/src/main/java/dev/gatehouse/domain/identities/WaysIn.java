package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which identities would get somebody in now. A picture of the providers that does not ask the database again. */
record WaysIn(Map<String, Provider> enabled) {
    static WaysIn of(ProviderDirectory directory) {
        return new WaysIn(directory.enabled().stream()
                .collect(Collectors.toUnmodifiableMap(Provider::name, Function.identity(), (one, other) -> one)));
    }

    /** Whether the provider is on, still the one that proved it, and would let it in. */
    boolean usable(Identity identity) {
        Provider provider = enabled.get(identity.provider());
        return provider != null
                && (provider.issuerTemplate() || provider.issuer().equals(identity.issuer()))
                && admits(provider, identity.email(), identity.emailVerified());
    }

    /** Whether the provider's mail domains let somebody with this address in: only a verified one counts. */
    static boolean admits(Provider provider, @Nullable String email, boolean verified) {
        if (provider.mailDomains().isEmpty()) {
            return true;
        }
        return verified
                && Outside.address(email)
                        .map(address ->
                                address.address().substring(address.address().lastIndexOf('@') + 1))
                        .filter(domain -> provider.mailDomains().contains(Objects.requireNonNull(domain)))
                        .isPresent();
    }
}
