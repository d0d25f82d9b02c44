package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.EmailTrust;
import dev.gatehouse.domain.providers.ProviderTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Finds in a provider's answers what an account is made of. What does not fit counts as absent; only a subject must be
 * there.
 */
final class Profiles {
    /** An address, and whether the provider vouches for it. */
    record Email(@Nullable String address, boolean verified) {
        static final Email NONE = new Email(null, false);
    }

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_USERNAME = 100;
    private static final int LONGEST_GROUP = 256;
    private static final int MOST_GROUPS = 500;
    private static final int MOST_ADDRESSES = 100;

    private final Provider provider;
    private final Provider.ClaimNames names;

    Profiles(Provider provider) {
        this.provider = provider;
        this.names = provider.claims();
    }

    /**
     * The subject, a text or a whole number; where its name has several parts, all of them with {@code :} between them. Null
     * where any is missing.
     */
    @Nullable
    String subject(JsonNode profile) {
        List<String> parts = new ArrayList<>();
        String[] paths = names.subject().split("\\+", -1);
        for (String path : paths) {
            String part = Texts.identifierOrNumber(find(profile, path), IdTokens.LONGEST_SUBJECT);
            // With a colon inside of one, two people could end up with the same subject.
            if (part == null || paths.length > 1 && part.indexOf(':') >= 0) {
                return null;
            }
            parts.add(part);
        }
        return Texts.line(String.join(":", parts), IdTokens.LONGEST_SUBJECT);
    }

    /** The address in one document, with what the same document says of it. */
    Email email(JsonNode document) {
        String address = Texts.email(find(document, names.email()));
        if (address == null) {
            return Email.NONE;
        }
        boolean verified =
                switch (provider.emailTrust()) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case CLAIM -> Texts.isYes(find(document, names.emailVerified()));
                };
        return new Email(address, verified);
    }

    /** The primary one of a list such as GitHub's, which is verified where the list says so. */
    Email primaryEmail(JsonNode list) {
        int seen = 0;
        for (JsonNode entry : list) {
            if (seen++ == MOST_ADDRESSES) {
                break;
            }
            String address = Texts.email(entry.path("email"));
            if (address != null && Texts.isYes(entry.path("primary"))) {
                boolean trusted = provider.emailTrust() != EmailTrust.NEVER;
                return new Email(address, trusted && Texts.isYes(entry.path("verified")));
            }
        }
        return Email.NONE;
    }

    /** Whether the ID token lacks what an account should have and another answer might tell. */
    boolean isIncomplete(JsonNode claims) {
        return names.email() != null && find(claims, names.email()).isMissingNode()
                || names.name() != null && find(claims, names.name()).isMissingNode()
                || names.groups() != null
                        && !provider.roleRules().isEmpty()
                        && find(claims, names.groups()).isMissingNode();
    }

    /**
     * Puts together who somebody is.
     *
     * @param authTime when they last signed in there; null where that is not told
     * @param documents where to look, the most trusted first
     * @param fallbackName a name that nobody vouches for; null for none
     */
    ProvenIdentity identity(
            String issuer,
            String subject,
            Email email,
            @Nullable Instant authTime,
            List<JsonNode> documents,
            @Nullable String fallbackName,
            ProviderTokens tokens) {
        String name = first(documents, names.name(), LONGEST_NAME);
        return new ProvenIdentity(
                provider.name(),
                issuer,
                subject,
                email.address(),
                email.verified(),
                name != null ? name : fallbackName,
                picture(documents),
                first(documents, names.username(), LONGEST_USERNAME),
                groups(documents),
                authTime,
                provider.keepsTokens() ? tokens : null);
    }

    private @Nullable String first(List<JsonNode> documents, @Nullable String path, int max) {
        for (JsonNode document : documents) {
            String text = Texts.line(find(document, path), max);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private @Nullable String picture(List<JsonNode> documents) {
        for (JsonNode document : documents) {
            String picture = Texts.picture(find(document, names.picture()));
            if (picture != null) {
                return picture;
            }
        }
        return null;
    }

    /** A list of texts, or one text. Where there are more than are taken the rest gives no roles. */
    private List<String> groups(List<JsonNode> documents) {
        for (JsonNode document : documents) {
            JsonNode node = find(document, names.groups());
            Set<String> groups = new LinkedHashSet<>();
            for (JsonNode element : node.isArray() ? node : List.of(node)) {
                String group = Texts.identifier(element, LONGEST_GROUP);
                if (group != null && groups.size() < MOST_GROUPS) {
                    groups.add(group);
                }
            }
            if (!groups.isEmpty()) {
                return new ArrayList<>(groups);
            }
        }
        return List.of();
    }

    /** The claim of exactly this name, which may hold dots, else what lies behind the dots; missing where it is null. */
    private static JsonNode find(JsonNode document, @Nullable String path) {
        if (path == null) {
            return MissingNode.getInstance();
        }
        JsonNode found = document.path(path);
        if (found.isMissingNode() && path.indexOf('.') > 0) {
            found = document;
            for (String step : path.split("\\.", -1)) {
                found = found.path(step);
            }
        }
        return found.isNull() ? MissingNode.getInstance() : found;
    }
}
