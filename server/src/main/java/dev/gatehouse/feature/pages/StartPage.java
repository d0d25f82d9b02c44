package dev.gatehouse.feature.pages;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a developer sees first.
 *
 * @param address what clients reach this server by
 * @param administered whether somebody administers already
 */
public record StartPage(String address, boolean administered, String summary, List<Link> links, List<Step> steps) {
    /**
     * Something to look at.
     *
     * @param path where it is; null where a browser alone cannot go there
     * @param shown the path as it is printed
     */
    public record Link(String title, String text, @Nullable String path, String shown) {}

    /** Something to try in a terminal. */
    public record Step(String title, String command) {}

    static StartPage of(PagesRoom.Start start, boolean administered) {
        boolean sampleApi = start.sampleApi();
        List<Link> links = new ArrayList<>();
        links.add(new Link(
                "Sign in",
                "The pages on which people sign in, sign up and see their account.",
                "/sign-in",
                "/sign-in  /account"));
        links.add(new Link("Try the API", "Every call, with a button to sign in and one to send.", "/docs", "/docs"));
        links.add(new Link(
                "API description", "OpenAPI 3.1, for generators and tools.", "/openapi.json", "/openapi.json"));
        if (sampleApi) {
            links.add(new Link(
                    "Sample API",
                    "A small resource server that knows Gatehouse only by its public keys. It wants an access token.",
                    null,
                    "/tasks  /todos  /reports"));
        }
        if (start.mocks()) {
            links.add(new Link(
                    "Mock providers",
                    "A Google and a GitHub to sign in with, where everybody can be anybody, and what they do wrong.",
                    "/mock",
                    "/mock"));
        }
        if (start.inbox()) {
            links.add(new Link(
                    "Inbox",
                    "Every letter that would have been sent. Nothing leaves this machine.",
                    "/inbox",
                    "/inbox"));
        }
        links.add(new Link("Public keys", "What tokens are verified with.", "/oauth2/jwks", "/oauth2/jwks"));
        links.add(new Link("Health", "Whether the server can answer.", "/health/ready", "/health/ready"));
        String summary =
                sampleApi ? "The server, and a sample API that it guards, in one process at" : "The server answers at";
        return new StartPage(start.address(), administered, summary, links, steps(start.address(), sampleApi));
    }

    private static List<Step> steps(String address, boolean sampleApi) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("Sign up", """
                curl -s %s/auth/signup --json '{"username":"ada","password":"correct horse battery"}'""".formatted(address)));
        steps.add(new Step("Sign in, and keep the tokens", """
                curl -s %s/auth/login --json '{"username":"ada","password":"correct horse battery"}' | tee tokens.json
                access=$(sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/' tokens.json)
                refresh=$(sed 's/.*"refresh_token":"\\([^"]*\\)".*/\\1/' tokens.json)""".formatted(address)));
        steps.add(new Step("Ask who you are and what you may do", """
                curl -s %s/auth/status -H "Authorization: Bearer $access\"""".formatted(address)));
        if (sampleApi) {
            steps.add(new Step("Call the sample API", """
                    curl -s %1$s/todos -H "Authorization: Bearer $access" --json '{"title":"Try Gatehouse"}'
                    curl -s %1$s/todos -H "Authorization: Bearer $access\"""".formatted(address)));
        }
        steps.add(new Step("Renew: a refresh token works once", """
                curl -s %s/auth/refresh --json "{\\"refresh_token\\":\\"$refresh\\"}\"""".formatted(address)));
        steps.add(new Step("Sign out, and be refused at the next call", """
                curl -s -X POST %1$s/auth/logout -H "Authorization: Bearer $access"
                curl -s %1$s/users/me -H "Authorization: Bearer $access\"""".formatted(address)));
        return steps;
    }
}
