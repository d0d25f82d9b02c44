package dev.gatehouse.mocks;

import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What servers ask of one provider, without the person's browser. */
final class BackChannel {
    private static final int GIGANTIC = 8 * 1024 * 1024;

    /** An answer that is as it should be. */
    private interface Honest {
        Response answer() throws Exception;
    }

    private final MockProvider provider;
    private final Tokens tokens;

    BackChannel(MockProvider provider) {
        this.provider = provider;
        this.tokens = new Tokens(provider);
    }

    /** @param tenant as Microsoft's address has it; empty elsewhere */
    Response discovery(Request request, String tenant) throws Exception {
        return answer(Endpoint.DISCOVERY, request, () -> Response.json(document(tenant)));
    }

    Response keys(Request request) throws Exception {
        return answer(
                Endpoint.KEYS, request, () -> Response.json(provider.keys().published()));
    }

    Response token(Request request) throws Exception {
        return answer(Endpoint.TOKEN, request, () -> {
            try {
                return said(200, tokens.answer(request, Sent.of(request.form())), request);
            } catch (Refusal refusal) {
                return refused(refusal, request);
            }
        });
    }

    Response userinfo(Request request) throws Exception {
        return answer(Endpoint.USERINFO, request, () -> {
            Grant grant = tokens.bearer(request.header("authorization"));
            if (grant == null) {
                return unauthorized();
            }
            if (provider.flavour() == Flavour.GITHUB && request.userAgent().isEmpty()) {
                return Response.json(403, Map.of("message", "Please make sure your request has a User-Agent header"));
            }
            return Response.json(
                    provider.flavour().openIdConnect()
                            ? userinfo(grant)
                            : Claims.profile(
                                    provider, grant.person(), grant.ask().scopes(), fields(request)));
        });
    }

    Response emails(Request request) throws Exception {
        return answer(Endpoint.EMAILS, request, () -> {
            Grant grant = tokens.bearer(request.header("authorization"));
            if (grant == null) {
                return unauthorized();
            }
            boolean may = grant.ask().scopes().contains("user:email")
                    || grant.ask().scopes().contains("user");
            return may
                    ? Response.json(Claims.emails(provider, grant.person()))
                    : Response.json(404, Map.of("message", "Not Found"));
        });
    }

    private Response answer(Endpoint endpoint, Request request, Honest honest) throws Exception {
        boolean inside = request.query("inward") != null;
        provider.called(endpoint, inside);
        if (inside) {
            return honest.answer();
        }
        if (does(endpoint, Mode.SLOW)) {
            provider.slowness().await();
        }
        if (does(endpoint, Mode.DOWN)) {
            return Response.text(503, "Down").withHeader("retry-after", "60");
        }
        if (does(endpoint, Mode.ERROR_500)) {
            return Response.html(500, "<h1>Something went wrong</h1>");
        }
        if (does(endpoint, Mode.REDIRECT_INWARD)) {
            String path =
                    request.path().substring(Routing.prefix(provider.name()).length());
            return Response.text(307, "").withHeader("location", provider.inward(path));
        }
        if (does(endpoint, Mode.NOT_JSON)) {
            return Response.bytes(
                    200,
                    "application/json",
                    "<html>It works!</html>{\"access_token\":".getBytes(StandardCharsets.UTF_8));
        }
        Response answer = honest.answer();
        return does(endpoint, Mode.GIGANTIC) ? gigantic(answer) : answer;
    }

    private static Set<String> fields(Request request) {
        return Set.of(
                Objects.requireNonNullElse(request.query("fields"), "id,name").split(",", -1));
    }

    /** Well-formed and otherwise good: it ends with spaces. */
    private static Response gigantic(Response answer) {
        byte[] body = Arrays.copyOf(answer.body(), GIGANTIC);
        Arrays.fill(body, answer.body().length, GIGANTIC, (byte) ' ');
        return Response.bytes(
                answer.status(), Objects.requireNonNullElse(answer.header("content-type"), "text/plain"), body);
    }

    private Map<String, Object> userinfo(Grant grant) {
        Map<String, Object> claims =
                Claims.openId(provider, grant.person(), grant.ask().scopes());
        if (does(Endpoint.USERINFO, Mode.OTHER_USERINFO_SUBJECT)) {
            claims.put("sub", Claims.subject(provider.flavour(), Person.EVE) + "0");
        }
        return claims;
    }

    /** OpenID Connect Discovery, section 3. */
    private Map<String, Object> document(String tenant) {
        boolean wrong = does(Endpoint.DISCOVERY, Mode.WRONG_DISCOVERY_ISSUER);
        boolean stolen = does(Endpoint.DISCOVERY, Mode.STOLEN_TOKEN_ENDPOINT);
        boolean shared = tenant.equals("common") || tenant.equals("organizations");
        String issuer = shared ? provider.issuer() : provider.issuer().replace("{tenantid}", tenant);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", wrong ? "https://accounts.example.org" : issuer);
        document.put("authorization_endpoint", provider.authorizationEndpoint().toString());
        document.put("token_endpoint", stolen ? provider.inward("/token") : provider.address("/token"));
        document.put("jwks_uri", stolen ? provider.inward("/keys") : provider.address("/keys"));
        if (provider.flavour().hasUserinfo()) {
            document.put("userinfo_endpoint", stolen ? provider.inward("/userinfo") : provider.address("/userinfo"));
        }
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query", "form_post"));
        document.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        document.put("subject_types_supported", List.of("public"));
        document.put(
                "id_token_signing_alg_values_supported",
                List.of(provider.keys().algorithm().getName()));
        document.put(
                "scopes_supported",
                provider.flavour() == Flavour.APPLE
                        ? List.of("openid", "email", "name")
                        : List.of("openid", "email", "profile", "offline_access"));
        document.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
        if (provider.flavour().takesPkce()) {
            document.put("code_challenge_methods_supported", List.of("S256"));
        }
        if (provider.flavour().namesItself()) {
            document.put("authorization_response_iss_parameter_supported", true);
        }
        return document;
    }

    private Response refused(Refusal refusal, Request request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", refusal.error());
        body.put("error_description", refusal.description());
        return said(provider.flavour().saysErrorsWith200() ? 200 : refusal.status(), body, request);
    }

    /** GitHub answers with a form unless JSON is asked for. */
    private Response said(int status, Map<String, Object> body, Request request) {
        String accepted = Objects.requireNonNullElse(request.header("accept"), "");
        if (provider.flavour() != Flavour.GITHUB || accepted.contains("json")) {
            return Response.bytes(status, "application/json", Json.bytes(body));
        }
        String form = body.entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + URLEncoder.encode(String.valueOf(entry.getValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return Response.bytes(
                status, "application/x-www-form-urlencoded; charset=utf-8", form.getBytes(StandardCharsets.UTF_8));
    }

    private static Response unauthorized() {
        return Response.json(401, Map.of("error", "invalid_token", "message", "Bad credentials"))
                .withHeader("www-authenticate", "Bearer error=\"invalid_token\"");
    }

    private boolean does(Endpoint endpoint, Mode mode) {
        return provider.doesAt(endpoint, mode);
    }
}
