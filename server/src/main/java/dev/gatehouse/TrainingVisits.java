package dev.gatehouse;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** People with browsers: they read the pages, sign in on them, and come in by the mock providers. */
final class TrainingVisits {
    private static final int ROUNDS = 5;
    private static final int LONGEST_TRIP = 10;
    private static final Pattern FLOW = Pattern.compile("name=\"flow\" value=\"([^\"]*)\"");

    private final String base;

    TrainingVisits(int port) {
        this.base = "http://localhost:" + port;
    }

    void run() throws IOException, InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            HttpClient browser = browser();
            read(browser, "/auth/providers");
            read(browser, "/sign-up");
            password(browser, round == 0 ? "wrong" : TrainCommand.PASSWORD);
            read(browser, "/account");
            send(browser, "/sign-out", "");
            // Grace's address is not verified, so she meets no account that is Ada's already.
            trip(browser(), "/auth/google", "ada");
            trip(browser(), "/auth/github", "grace");
        }
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(Redirect.NEVER)
                .build();
    }

    private void password(HttpClient browser, String password) throws IOException, InterruptedException {
        Matcher flow = FLOW.matcher(read(browser, "/sign-in").body());
        String sealed = flow.find() ? flow.group(1) : "";
        send(browser, "/sign-in", "flow=" + coded(sealed) + "&identifier=admin&password=" + coded(password));
    }

    /** To the provider and back, to the page that it ends on. */
    private void trip(HttpClient browser, String path, String person) throws IOException, InterruptedException {
        URI next = URI.create(base + path);
        for (int hop = 0; hop < LONGEST_TRIP; hop++) {
            HttpResponse<String> answer = browser.send(
                    HttpRequest.newBuilder(next).header("accept", "text/html").build(), BodyHandlers.ofString());
            String location = answer.headers().firstValue("location").orElse(null);
            if (location == null) {
                return;
            }
            boolean chooses = location.contains("/mock/");
            next = next.resolve(chooses ? location + "&mock_auto=" + person : location);
        }
    }

    private HttpResponse<String> read(HttpClient browser, String path) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("accept", "text/html")
                        .header("accept-language", "en")
                        .build(),
                BodyHandlers.ofString());
    }

    private void send(HttpClient browser, String path, String form) throws IOException, InterruptedException {
        browser.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("accept", "text/html")
                        .header("sec-fetch-site", "same-origin")
                        .header("content-type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String coded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
