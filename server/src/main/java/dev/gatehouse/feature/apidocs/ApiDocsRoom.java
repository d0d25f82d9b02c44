package dev.gatehouse.feature.apidocs;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Prepared;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /openapi.json}, and Swagger UI at {@code /docs}. Both are made when somebody first asks. */
public final class ApiDocsRoom {
    private static final String BASE = "/openapi/base.json";
    static final List<String> PIECES = List.of(
            "/openapi/accounts.json",
            "/openapi/email.json",
            "/openapi/account.json",
            "/openapi/signin.json",
            "/openapi/factors.json",
            "/openapi/sessions.json",
            "/openapi/passkeys.json",
            "/openapi/providers.json",
            "/openapi/hosted.json",
            "/openapi/recovery.json",
            "/openapi/users.json",
            "/openapi/roles.json",
            "/openapi/audit.json",
            "/openapi/tokens.json",
            "/openapi/running.json",
            "/openapi/pages.json");

    /**
     * {@link Pages#CSP}, and Swagger UI's scripts and calls, from here and to here alone. It draws its icons from
     * {@code data:} and sets styles on elements as it goes, which nothing but {@code unsafe-inline} allows.
     */
    private static final String CSP = "default-src 'none'; script-src 'self'; connect-src 'self';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none';"
            + " frame-ancestors 'none'";

    /**
     * What is described.
     *
     * @param address what clients reach this server by
     * @param accessCookie the name of the cookie with the access token
     * @param more class-path resources that describe what this run serves beside the server itself
     * @param routes everything that is served, once all of it is there
     * @param swagger whether {@code /docs} is served
     */
    public record Needs(
            String address, String accessCookie, List<String> more, Supplier<List<Route>> routes, boolean swagger) {}

    private final Needs needs;
    private final Pages pages;
    private final SwaggerFiles files = new SwaggerFiles();
    private volatile @Nullable Prepared description;

    public ApiDocsRoom(Needs needs, Pages pages) {
        this.needs = needs;
        this.pages = pages;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/openapi.json", this::description);
        if (needs.swagger()) {
            routes.open(Method.GET, "/docs", request -> pages.page(pages.context(request), 200, "docs.jte", Map.of())
                    .withHeader("content-security-policy", CSP));
            routes.open(Method.GET, "/docs/{file}", this::file);
        }
    }

    private Response description(Request request) {
        Prepared made = description;
        if (made == null) {
            made = Prepared.of("application/json", describe(), "no-cache");
            description = made;
        }
        return made.answer(request);
    }

    private Response file(Request request) {
        return files.answer(request.pathValue("file"), request).orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
    }

    private byte[] describe() {
        ApiDescription all = new ApiDescription(
                read(BASE),
                needs.address(),
                needs.accessCookie(),
                needs.routes().get());
        List<String> pieces = new ArrayList<>(PIECES);
        pieces.addAll(needs.more());
        pieces.forEach(piece -> all.with(read(piece)));
        return all.bytes();
    }

    private static byte[] read(String resource) {
        try (InputStream in = ApiDocsRoom.class.getResourceAsStream(resource)) {
            return Objects.requireNonNull(in, resource).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
