package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Protocol;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at a provider before anybody is sent there, for whoever sets it up. */
final class ProviderCheck {
    private final Remote remote;
    private final Published published;
    private final TokenCalls tokens;

    ProviderCheck(Remote remote, Published published, TokenCalls tokens) {
        this.remote = remote;
        this.published = published;
        this.tokens = tokens;
    }

    /** What is wrong, each in a sentence. */
    List<String> check(Provider provider) {
        List<String> problems = new ArrayList<>();
        attempt(problems, () -> tokens.proveAbleToAuthenticate(provider));
        attempt(problems, () -> {
            Metadata metadata = Metadata.needsDiscovery(provider)
                    ? published.fetchMetadata(provider)
                    : Metadata.ofSettings(provider);
            advertised(provider, metadata, problems);
            if (provider.protocol() == Protocol.OPENID_CONNECT) {
                attempt(problems, () -> keys(metadata));
            } else {
                attempt(problems, () -> reach(metadata.userinfo(), "profile"));
            }
        });
        return List.copyOf(problems);
    }

    private static void advertised(Provider provider, Metadata metadata, List<String> problems) {
        if (provider.protocol() == Protocol.OPENID_CONNECT && !provider.scopes().contains("openid")) {
            problems.add("The scopes lack \"openid\", without which there is no ID token.");
        }
        if (!metadata.challenges().isEmpty() && !metadata.challenges().contains("S256")) {
            problems.add("Its metadata says that it does not know PKCE with S256.");
        }
        if (!metadata.algorithms().isEmpty() && Collections.disjoint(metadata.algorithms(), ProviderKey.ALGORITHMS)) {
            problems.add("It signs ID tokens with no algorithm that is taken here.");
        }
        if (!metadata.scopes().isEmpty()) {
            provider.scopes().stream()
                    .filter(scope -> !metadata.scopes().contains(scope))
                    .forEach(scope -> problems.add("Its metadata does not know the scope \"" + scope + "\"."));
        }
    }

    private void keys(Metadata metadata) throws UpstreamFailure {
        if (metadata.jwks() == null) {
            throw UpstreamFailure.misbehaved("nothing says where its keys are");
        }
        published.fetchKeys(metadata.jwks());
    }

    /** Whether anything answers there at all; without a token it can only be a refusal. */
    private void reach(@Nullable URI uri, String name) throws UpstreamFailure {
        if (uri == null) {
            throw UpstreamFailure.misbehaved("the settings name no " + name + " endpoint");
        }
        remote.send(OutgoingRequest.get("userinfo", uri));
    }

    private interface Attempt {
        void run() throws UpstreamFailure;
    }

    private static void attempt(List<String> problems, Attempt attempt) {
        try {
            attempt.run();
        } catch (UpstreamFailure e) {
            String message = e.getMessage();
            problems.add(Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".");
        }
    }
}
