package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import dev.gatehouse.platform.outgoing.OutgoingAnswer;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds out who somebody is, once the token endpoint has given something for their code. */
final class Identification {
    private static final int LONGEST_PART = 100;
    private static final int LONGEST_USER = 8 * 1024;

    private final Remote remote;
    private final IdTokens idTokens;

    Identification(Remote remote, IdTokens idTokens) {
        this.remote = remote;
        this.idTokens = idTokens;
    }

    ProvenIdentity identify(
            Provider provider, Metadata metadata, TokenCalls.Given given, String nonce, @Nullable String user)
            throws UpstreamFailure {
        return switch (provider.protocol()) {
            case OPENID_CONNECT -> byIdToken(provider, metadata, given, nonce, user);
            case OAUTH2 -> byProfile(provider, metadata, given);
        };
    }

    private ProvenIdentity byIdToken(
            Provider provider, Metadata metadata, TokenCalls.Given given, String nonce, @Nullable String user)
            throws UpstreamFailure {
        if (given.idToken() == null) {
            throw UpstreamFailure.misbehaved("the token endpoint gave no ID token of a size that is taken");
        }
        String access = given.tokens().accessToken();
        IdTokens.Believed believed =
                idTokens.believe(given.idToken(), new IdTokens.Expected(provider, metadata, nonce, access));
        Profiles profiles = new Profiles(provider);
        String subject = provider.claims().subject().equals("sub")
                ? believed.subject()
                : required(profiles.subject(believed.claims()));
        Profiles.Email email = profiles.email(believed.claims());
        List<JsonNode> documents = List.of(believed.claims());
        if (metadata.userinfo() != null && profiles.isIncomplete(believed.claims())) {
            JsonNode more = profile(metadata.userinfo(), access);
            // Else the answer may be about anybody (OpenID Connect Core, section 5.3.2).
            if (!believed.subject().equals(Texts.identifier(more.path("sub"), IdTokens.LONGEST_SUBJECT))) {
                throw UpstreamFailure.misbehaved("its userinfo endpoint speaks of somebody else");
            }
            documents = List.of(believed.claims(), more);
            email = email.address() != null ? email : profiles.email(more);
        }
        String name = provider.preset().equals("apple") ? appleName(user) : null;
        return profiles.identity(
                believed.issuer(), subject, email, believed.authTime(), documents, name, given.tokens());
    }

    private ProvenIdentity byProfile(Provider provider, Metadata metadata, TokenCalls.Given given)
            throws UpstreamFailure {
        URI userinfo = metadata.userinfo();
        if (userinfo == null) {
            throw UpstreamFailure.misbehaved("the settings name no profile endpoint");
        }
        String access = given.tokens().accessToken();
        Profiles profiles = new Profiles(provider);
        JsonNode profile = profile(userinfo, access);
        String subject = required(profiles.subject(profile));
        URI emails = provider.endpoints().emails();
        Profiles.Email email = emails == null ? profiles.email(profile) : emails(emails, access, profiles);
        return profiles.identity(provider.issuer(), subject, email, null, List.of(profile), null, given.tokens());
    }

    private JsonNode profile(URI uri, String accessToken) throws UpstreamFailure {
        JsonNode profile = remote.read(bearing("userinfo", uri, accessToken));
        if (!profile.isObject()) {
            throw UpstreamFailure.misbehaved("its profile endpoint answered with no JSON object");
        }
        return profile;
    }

    /** A person may keep their addresses to themselves: then the provider refuses this question and only this. */
    private Profiles.Email emails(URI uri, String accessToken, Profiles profiles) throws UpstreamFailure {
        OutgoingRequest request = bearing("emails", uri, accessToken);
        OutgoingAnswer answer = remote.send(request);
        if (answer.status() == 403 || answer.status() == 404) {
            return Profiles.Email.NONE;
        }
        if (!answer.successful()) {
            throw Remote.unexpected(request, answer);
        }
        JsonNode list = Remote.json(request, answer);
        if (!list.isArray()) {
            throw UpstreamFailure.misbehaved("its list of addresses is none");
        }
        return profiles.primaryEmail(list);
    }

    private static OutgoingRequest bearing(String purpose, URI uri, String accessToken) {
        return OutgoingRequest.get(purpose, uri).with("authorization", "Bearer " + accessToken);
    }

    private static String required(@Nullable String subject) throws UpstreamFailure {
        if (subject == null || subject.isEmpty()) {
            throw UpstreamFailure.misbehaved("its answer has no subject of 1 to 255 characters");
        }
        return subject;
    }

    /** It comes by way of the browser and is signed by nobody: good for a first name, and for nothing else in there. */
    private static @Nullable String appleName(@Nullable String user) {
        if (user == null || user.length() > LONGEST_USER) {
            return null;
        }
        try {
            JsonNode name = Json.read(user).path("name");
            String first = Texts.line(name.path("firstName"), LONGEST_PART);
            String last = Texts.line(name.path("lastName"), LONGEST_PART - 1);
            return first == null ? last : last == null ? first : first + " " + last;
        } catch (MalformedJson e) {
            return null;
        }
    }
}
