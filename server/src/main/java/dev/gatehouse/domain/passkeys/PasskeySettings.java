package dev.gatehouse.domain.passkeys;

import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import dev.gatehouse.platform.config.Values;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Passkeys.
 *
 * @param publicUrl what clients reach this server by
 * @param rpId the domain that passkeys belong to; empty for the public URL's host
 * @param relatedOrigins origins of other pages that may use them
 * @param models the only models of authenticators that are taken, by AAGUID; empty for all
 * @param trustAnchors the certificates that statements must lead to; empty where none is looked for
 * @param limit how many an account may have
 */
public record PasskeySettings(
        URI publicUrl,
        Optional<String> rpId,
        List<String> relatedOrigins,
        Verification userVerification,
        Discoverable discoverable,
        Attestation attestation,
        Set<UUID> models,
        Optional<TrustAnchors> trustAnchors,
        int limit) {
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    /** Whether an authenticator has to make sure who holds it: by a PIN, a finger, a face. */
    public enum Verification {
        REQUIRED,
        PREFERRED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a passkey has to be found without a name being typed first. */
    public enum Discoverable {
        REQUIRED,
        PREFERRED,
        DISCOURAGED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether authenticators are asked what they are. */
    public enum Attestation {
        NONE,
        DIRECT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Setting<Optional<String>> RP_ID = Setting.text(
                    "passkeys.rp_id",
                    "",
                    "The domain that passkeys belong to: the public URL's host, or a domain above it that all of its"
                            + " parts share. Passkeys that were made for another do not work any more.")
            .orNone();
    private static final Setting<List<String>> RELATED = Setting.list(
            "passkeys.related_origins",
            "",
            "Origins of front ends that may use passkeys on their own pages, such as https://app.example.com;"
                    + " listed at /.well-known/webauthn, where browsers look for those outside of the domain.");
    private static final Setting<Verification> VERIFICATION = Setting.choice(
            "passkeys.user_verification",
            Verification.REQUIRED,
            "Whether an authenticator must make sure who holds it (PIN, finger, face), or should where it can: then one"
                    + " that did not counts as one factor.");
    private static final Setting<Discoverable> DISCOVERABLE = Setting.choice(
            "passkeys.discoverable",
            Discoverable.PREFERRED,
            "Whether a new passkey must sign in without a name being typed first, should, or should not, which spares"
                    + " the few places of older security keys. One that an account begins with always must.");
    private static final Setting<Attestation> ATTESTATION = Setting.choice(
            "passkeys.attestation",
            Attestation.NONE,
            "Whether authenticators are asked what they are, and what they say is verified.");
    private static final Setting<List<String>> MODELS = Setting.list(
            "passkeys.models",
            "",
            "The only models of authenticators that may be added, by AAGUID; needs passkeys.attestation=direct.");
    private static final Setting<Optional<Path>> ANCHORS = Setting.path(
                    "passkeys.trust_anchors",
                    "",
                    "A file of certificates in PEM that an authenticator's statement must lead to; needs"
                            + " passkeys.attestation=direct.")
            .orNone();
    private static final Setting<Integer> LIMIT =
            Setting.integer("passkeys.limit", 20, 1, 1_000, "Passkeys of one account, at most.");

    /** What an operator may set, given what clients reach the server by. */
    public static RoomSettings<PasskeySettings> settings(Function<Values, URI> publicUrl) {
        return RoomSettings.of(
                "Passkeys",
                List.of(RP_ID, RELATED, VERIFICATION, DISCOVERABLE, ATTESTATION, MODELS, ANCHORS, LIMIT),
                values -> new PasskeySettings(
                        publicUrl.apply(values),
                        values.get(RP_ID),
                        values.get(RELATED),
                        values.get(VERIFICATION),
                        values.get(DISCOVERABLE),
                        values.get(ATTESTATION),
                        models(values.get(MODELS)),
                        values.get(ANCHORS).map(TrustAnchors::read),
                        values.get(LIMIT)));
    }

    /** @throws Misfits with a sentence for each thing that does not fit */
    public PasskeySettings {
        relatedOrigins = List.copyOf(relatedOrigins);
        models = Set.copyOf(models);
        List<String> problems = new ArrayList<>();
        String host = host(publicUrl);
        boolean given = rpId.isPresent() || !relatedOrigins.isEmpty() || attestation != Attestation.NONE;
        if (given && !named(host)) {
            problems.add(
                    "passkeys.rp_id, passkeys.related_origins and passkeys.attestation: given while public_url has "
                            + host + " for its host; passkeys belong to names, so that nobody can have one here: give"
                            + " public_url a name");
        }
        rpId.filter(id -> named(host) && !covers(id, host))
                .ifPresent(id -> problems.add("passkeys.rp_id: given " + id + "; allowed: the host of public_url ("
                        + host + "), or a domain that it lies in, with a dot in it"));
        relatedOrigins.stream()
                .filter(origin -> !fit(origin))
                .forEach(
                        origin -> problems.add(
                                "passkeys.related_origins: given " + origin
                                        + "; allowed: https origins (http for localhost) with a name and without a path, in lower case"));
        if (attestation == Attestation.NONE && (!models.isEmpty() || trustAnchors.isPresent())) {
            problems.add(
                    "passkeys.models and passkeys.trust_anchors: given without passkeys.attestation=direct, so that"
                            + " no authenticator would say what it is");
        }
        trustAnchors.map(TrustAnchors::problem).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new Misfits(problems);
        }
    }

    /** The relying party that these make, by the name that people know the server by. */
    public RelyingParty party(String name) {
        return new RelyingParty(rpId.orElseGet(() -> host(publicUrl)), name, origin(), relatedOrigins);
    }

    /** Whether the public URL's host is a name: passkeys belong to no address. */
    public boolean possible() {
        return named(host(publicUrl));
    }

    private static boolean named(String host) {
        return DOMAIN.matcher(host).matches() && !host.matches("[0-9.]+");
    }

    /** As browsers write it: in lower case. */
    private static String host(URI address) {
        return address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
    }

    private String origin() {
        int port = publicUrl.getPort();
        String scheme = publicUrl.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host(publicUrl) + (usual ? "" : ":" + port);
    }

    private static boolean covers(String id, String host) {
        return id.equals(host) || DOMAIN.matcher(id).matches() && id.contains(".") && host.endsWith("." + id);
    }

    private static boolean fit(String origin) {
        try {
            URI uri = new URI(origin);
            String host = uri.getHost();
            boolean secure = "https".equals(uri.getScheme());
            boolean local = "http".equals(uri.getScheme()) && "localhost".equals(host);
            return (secure || local)
                    && host != null
                    && named(host)
                    && origin.equals(uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()))
                    && origin.equals(origin.toLowerCase(Locale.ROOT));
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static Set<UUID> models(List<String> texts) {
        String faulty = texts.stream().filter(text -> !isUuid(text)).collect(Collectors.joining(" and "));
        if (!faulty.isEmpty()) {
            throw new IllegalArgumentException("passkeys.models: given " + faulty
                    + "; allowed: AAGUIDs such as 2fc0579f-8113-47ea-b116-bb5a8db9202a");
        }
        return texts.stream().map(UUID::fromString).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isUuid(String text) {
        return text.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
}
