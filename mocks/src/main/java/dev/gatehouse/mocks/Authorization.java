package dev.gatehouse.mocks;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Authorization requests, and what somebody decides about them (RFC 6749, section 4.1; OpenID Connect Core, section 3.1.2). */
final class Authorization {
    private static final Duration CODE_LIFE = Duration.ofSeconds(60);
    private static final Duration PAGE_LIFE = Duration.ofMinutes(10);
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    /** What becomes of a request: it is good, or goes back refused. */
    sealed interface Read {
        record Good(Ask ask) implements Read {}

        record Refused(Answer answer) implements Read {}
    }

    private final MockProvider provider;
    private final Kept<Grant> codes;
    private final Kept<Ask> shown;
    /** Whom Apple has told about. */
    private final Set<Long> met = ConcurrentHashMap.newKeySet();

    private @Nullable String lastCode;
    private @Nullable Grant lastGrant;

    Authorization(MockProvider provider, InstantSource clock) {
        this.provider = provider;
        this.codes = new Kept<>(CODE_LIFE, clock);
        this.shown = new Kept<>(PAGE_LIFE, clock);
    }

    /**
     * Checks a request.
     *
     * @throws Refusal where the client or its callback is not known: then nobody is sent anywhere
     */
    Read read(Map<String, String> sent) throws Refusal {
        if (!provider.clientId().equals(sent.get("client_id"))) {
            throw new Refusal("unauthorized_client", "No client has the id '" + sent.get("client_id") + "'.");
        }
        URI redirectUri = callback(sent.get("redirect_uri"));
        if (!provider.takes(redirectUri)) {
            throw new Refusal("redirect_uri_mismatch", "'" + redirectUri + "' is not the registered callback.");
        }
        Set<String> scopes = new LinkedHashSet<>(
                List.of(sent.getOrDefault("scope", "").strip().split("[ ,]+", -1)));
        scopes.remove("");
        Ask ask = new Ask(
                redirectUri,
                sent.get("state"),
                sent.get("nonce"),
                provider.flavour().takesPkce() ? sent.get("code_challenge") : null,
                scopes,
                "form_post".equals(sent.get("response_mode")),
                scopes.contains("offline_access") || "offline".equals(sent.get("access_type")),
                sent.get("prompt"),
                seconds(sent.get("max_age")),
                sent.get("claims"),
                sent.get("login_hint"));
        try {
            check(ask, sent);
            return new Read.Good(ask);
        } catch (Refusal refusal) {
            return new Read.Refused(refused(ask, refusal));
        }
    }

    private void check(Ask ask, Map<String, String> sent) throws Refusal {
        Flavour flavour = provider.flavour();
        if (!"code".equals(sent.get("response_type"))) {
            throw new Refusal("unsupported_response_type", "response_type must be code.");
        }
        String mode = sent.getOrDefault("response_mode", "query");
        if (!mode.equals("query") && !(mode.equals("form_post") && flavour.openIdConnect())) {
            throw new Refusal("invalid_request", "response_mode is not one that is known here.");
        }
        if (flavour.takesPkce()) {
            String challenge = Objects.requireNonNullElse(ask.challenge(), "");
            if (!"S256".equals(sent.get("code_challenge_method"))
                    || !CHALLENGE.matcher(challenge).matches()) {
                throw new Refusal("invalid_request", "PKCE with S256 is required (RFC 7636).");
            }
        }
        if (flavour.openIdConnect() && !ask.scopes().contains("openid") && flavour != Flavour.APPLE) {
            throw new Refusal("invalid_scope", "The scope openid is required.");
        }
        if (flavour == Flavour.APPLE && !ask.formPost() && !ask.scopes().isEmpty()) {
            throw new Refusal("invalid_request", "response_mode must be form_post when name or email is asked for.");
        }
        if (sent.get("max_age") != null && ask.maxAge() == null) {
            throw new Refusal("invalid_request", "max_age must be a number of seconds.");
        }
        if ("none".equals(ask.prompt())) {
            throw new Refusal("login_required", "Nobody is signed in here without being asked.");
        }
    }

    /** Keeps a request until the person has decided. */
    String show(Ask ask) {
        return shown.put(ask);
    }

    /** The request of a page; null where it is too old. */
    @Nullable
    Ask shown(@Nullable String secret) {
        return shown.get(secret);
    }

    /** The person allows it. */
    Answer approved(Ask ask, Person person) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("code", code(new Grant(ask, person, provider.signsIn(ask))));
        boolean tells = provider.flavour() == Flavour.APPLE && !ask.scopes().isEmpty();
        if (tells && met.add(person.number())) {
            parameters.put("user", Claims.appleUser(person, provider));
        }
        return answer(ask, parameters);
    }

    /** The person refuses, or the provider does. */
    Answer refused(Ask ask, Refusal refusal) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", refusal.error());
        parameters.put("error_description", refusal.description());
        return answer(ask, parameters);
    }

    Answer refusedByPerson(Ask ask) {
        boolean apple = provider.flavour() == Flavour.APPLE;
        return refused(
                ask, new Refusal(apple ? "user_cancelled_authorize" : "access_denied", "The person has refused."));
    }

    /** What {@link MockProvider#approve} gives; {@code person} is null where somebody refuses. */
    Answer answer(URI authorizationUrl, @Nullable Person person) {
        if (!String.valueOf(authorizationUrl)
                .startsWith(provider.authorizationEndpoint().toString())) {
            throw new IllegalArgumentException(authorizationUrl + " does not lead to " + provider.name());
        }
        try {
            return switch (read(query(authorizationUrl))) {
                case Read.Refused refused -> refused.answer();
                case Read.Good good -> person == null ? refusedByPerson(good.ask()) : approved(good.ask(), person);
            };
        } catch (Refusal refusal) {
            throw new IllegalArgumentException(refusal.error() + ": " + refusal.description(), refusal);
        }
    }

    /**
     * Takes a code, which is good once, for its client, callback and verifier (RFC 6749, section 4.1.3; RFC 7636, section 4.6).
     *
     * @throws Refusal where it is not
     */
    Grant redeem(Map<String, String> sent) throws Refusal {
        Grant replayed = replayed(sent.get("code"));
        if (replayed != null) {
            return replayed;
        }
        Grant grant = codes.take(sent.get("code"));
        if (grant == null) {
            throw new Refusal("invalid_grant", "The code is not known, was used, or is too old.");
        }
        if (!grant.ask().redirectUri().toString().equals(sent.get("redirect_uri"))) {
            throw new Refusal("invalid_grant", "The redirect_uri is not the one of the authorization request.");
        }
        String verifier = sent.get("code_verifier");
        String challenge = grant.ask().challenge();
        if (challenge == null) {
            if (verifier != null) {
                throw new Refusal(
                        "invalid_request",
                        "code_verifier param is provided without a code_challenge in authorization request.");
            }
        } else if (verifier == null || !VERIFIER.matcher(verifier).matches() || !challenge.equals(sha256(verifier))) {
            throw new Refusal("invalid_grant", "The code_verifier does not fit the code_challenge.");
        }
        return grant;
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer answer(Ask ask, Map<String, String> parameters) {
        String state = provider.does(Mode.MIXED_UP_STATE) ? "of-somebody-else" : ask.state();
        if (state != null) {
            parameters.put("state", state);
        }
        if (provider.does(Mode.MIXED_UP_ISSUER)) {
            parameters.put("iss", "https://accounts.example.org");
        } else if (provider.flavour().namesItself()) {
            // GitHub calls itself otherwise here than anywhere else.
            String own = provider.flavour() == Flavour.GITHUB ? "/login/oauth" : "";
            parameters.put("iss", provider.tokenIssuer() + own);
        }
        return new Answer(ask.redirectUri(), parameters, ask.formPost());
    }

    private synchronized String code(Grant grant) {
        if (provider.does(Mode.REPLAYED_CODE) && lastCode != null) {
            return lastCode;
        }
        String code = codes.put(grant);
        lastCode = code;
        lastGrant = grant;
        return code;
    }

    private synchronized @Nullable Grant replayed(@Nullable String code) {
        return provider.does(Mode.REPLAYED_CODE) && code != null && code.equals(lastCode) ? lastGrant : null;
    }

    private static URI callback(@Nullable String text) throws Refusal {
        try {
            URI uri = new URI(Objects.requireNonNullElse(text, ""));
            if (uri.isAbsolute() && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException malformed) {
            // as where it is absent
        }
        throw new Refusal("invalid_request", "redirect_uri must be an absolute address without a fragment.");
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : Objects.requireNonNullElse(uri.getRawQuery(), "").split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static @Nullable Long seconds(@Nullable String text) {
        return text == null || !SECONDS.matcher(text).matches() ? null : Long.valueOf(text);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
