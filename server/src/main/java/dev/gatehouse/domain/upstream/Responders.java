package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Protocol;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whose answer it is that came to the callback (RFC 9207, section 2.4): the defence against mixed-up providers. */
final class Responders {
    private Responders() {}

    /** @throws UpstreamFailure where it is another provider's, or must say whose it is and does not */
    static void check(Provider provider, Metadata metadata, @Nullable String issuer) throws UpstreamFailure {
        if (issuer == null) {
            if (metadata.namesIssuer()) {
                throw UpstreamFailure.misbehaved("its answer does not say whose it is, though it always should");
            }
            return;
        }
        if (!isOf(provider, metadata, issuer)) {
            throw UpstreamFailure.misbehaved("the answer is another provider's");
        }
    }

    private static boolean isOf(Provider provider, Metadata metadata, String issuer) {
        if (provider.issuerTemplate()) {
            String[] around = provider.issuer().split(Pattern.quote(Provider.TENANT_ID), -1);
            return issuer.equals(provider.issuer())
                    || around.length == 2
                            && issuer.length() > around[0].length() + around[1].length()
                            && issuer.startsWith(around[0])
                            && issuer.endsWith(around[1])
                            && isTenant(issuer.substring(around[0].length(), issuer.length() - around[1].length()));
        }
        if (issuer.equals(provider.issuer())) {
            return true;
        }
        // Without metadata nobody says what an OAuth 2 provider calls itself: GitHub sends
        // https://github.com/login/oauth.
        // Whoever answers from the host that the person was sent to is the one that was meant.
        return provider.protocol() == Protocol.OAUTH2
                && Objects.equals(
                        origin(issuer), origin(metadata.authorization().toString()));
    }

    private static boolean isTenant(String text) {
        return IdTokens.GUID.matcher(text).matches();
    }

    private static @Nullable String origin(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() == null || uri.getRawUserInfo() != null
                    ? null
                    : (uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort()).toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
