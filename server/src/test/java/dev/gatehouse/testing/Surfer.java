package dev.gatehouse.testing;

import dev.gatehouse.mocks.Answer;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Person;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a person with a browser does, without a window: keeps cookies, follows redirects on the server, and goes to mock
 * providers and comes back. It reads pages unless {@link #asProgram} is asked for.
 */
public final class Surfer {
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([a-z_]+)\" value=\"([^\"]*)\"");
    private static final int MOST_REDIRECTS = 10;

    private final TestServer server;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String accept = "text/html,application/xhtml+xml";
    private @Nullable String address;

    public Surfer(TestServer server) {
        this.server = server;
    }

    /** From now on like a script that keeps cookies. */
    public Surfer asProgram() {
        accept = "*/*";
        return this;
    }

    /** From now on at this address, which a server takes from proxies that it trusts. */
    public Surfer from(String elsewhere) {
        address = elsewhere;
        return this;
    }

    /** What it keeps for the server, to be looked at and tampered with. */
    public Map<String, String> cookies() {
        return cookies;
    }

    /** A client with the same cookies, for the API. */
    public Api api() {
        Api api = address == null ? server.api() : server.api().from(address);
        api = api.with("accept", accept).with("sec-fetch-site", "same-origin");
        for (Map.Entry<String, String> cookie : cookies.entrySet()) {
            api = api.cookie(cookie.getKey(), cookie.getValue());
        }
        return api;
    }

    /** One request; nothing is followed. */
    public Reply get(String path) {
        return keep(api().get(path));
    }

    /** One form, sent from a page of the server; nothing is followed. */
    public Reply post(String path, String... namesAndValues) {
        return keep(api().form(path, namesAndValues));
    }

    /** A page, after all redirects on the server. */
    public Reply visit(String path) {
        return follow(get(path));
    }

    /** Follows redirects that stay on the server; one that leads elsewhere is answered as it is. */
    public Reply follow(Reply reply) {
        Reply now = reply;
        for (int i = 0; i < MOST_REDIRECTS && now.status() == 303; i++) {
            String location = Objects.requireNonNull(now.header("location"));
            if (location.startsWith(TestServer.PUBLIC_URL)) {
                location = location.substring(TestServer.PUBLIC_URL.length());
            }
            if (!location.startsWith("/")) {
                return now;
            }
            now = get(location);
        }
        return now;
    }

    /** Begins at {@code /auth/…} with this query, is this person at the provider, and comes back; nothing more is followed. */
    public Reply come(MockProvider provider, Person person, String query) {
        return arrive(provider.approve(leave("/auth/" + provider.name() + query), person));
    }

    /** The same to the end. */
    public Reply signIn(MockProvider provider, Person person) {
        return follow(come(provider, person, ""));
    }

    /** Where the server sends a browser that asks for this address. */
    public URI leave(String path) {
        Reply sent = get(path).expect(303);
        return URI.create(Objects.requireNonNull(sent.header("location")));
    }

    /** Comes back with a provider's answer. */
    public Reply arrive(Answer answer) {
        String callback = answer.redirectUri().getRawPath();
        if (!answer.formPost()) {
            return get(callback + "?" + answer.uri().getRawQuery());
        }
        // A form of another site brings no cookies of SameSite=Lax.
        Reply posted = server.api()
                .with("accept", accept)
                .with("origin", "https://provider.example")
                .with("sec-fetch-site", "cross-site")
                .send(
                        "POST",
                        callback,
                        "application/x-www-form-urlencoded",
                        answer.form().getBytes(StandardCharsets.UTF_8));
        return posted.status() == 303 ? get(Objects.requireNonNull(posted.header("location"))) : posted;
    }

    /** What a page's form carries by this name. */
    public static String hidden(Reply page, String name) {
        Matcher matcher = HIDDEN.matcher(page.body());
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return matcher.group(2);
            }
        }
        throw new AssertionError("no hidden " + name + " in " + page);
    }

    /** A parameter of an address that the server redirects to. */
    public static @Nullable String parameter(Reply redirect, String name) {
        String query =
                URI.create(Objects.requireNonNull(redirect.header("location"))).getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private Reply keep(Reply reply) {
        reply.setCookies().forEach((name, line) -> {
            if (line.contains("Max-Age=0")) {
                cookies.remove(name);
            } else {
                cookies.put(name, reply.cookie(name));
            }
        });
        return reply;
    }
}
