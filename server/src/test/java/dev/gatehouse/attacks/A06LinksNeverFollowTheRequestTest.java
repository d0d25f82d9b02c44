package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.signUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Row A06: whatever a request says of the host that it was sent to, letters lead to the configured public address. */
@OnEveryServer.With(
        value = {
            "signup.verify_email=off",
            "signin.magic_link=true",
            "signin.email_code=true",
            "proxy.trusted=127.0.0.1"
        },
        mail = true)
class A06LinksNeverFollowTheRequestTest {
    private static final List<Map<String, String>> HOSTILE = List.of(
            Map.of("x-forwarded-host", "evil.example"),
            Map.of("x-forwarded-host", "evil.example", "x-forwarded-proto", "https", "x-forwarded-port", "444"),
            Map.of("x-forwarded-server", "evil.example", "x-host", "evil.example", "x-original-host", "evil.example"),
            Map.of("forwarded", "for=192.0.2.1;host=evil.example;proto=https"),
            Map.of(
                    "x-forwarded-prefix",
                    "/evil",
                    "x-original-url",
                    "//evil.example/",
                    "x-rewrite-url",
                    "//evil.example/"),
            Map.of("referer", "https://evil.example/"));

    @OnEveryServer
    void onEveryRouteThatMails(TestServer server) {
        Map<String, BiFunction<Api, String, Reply>> routes = new LinkedHashMap<>();
        routes.put("/auth/forgot-password", (api, to) -> api.post("/auth/forgot-password", Map.of("email", to)));
        routes.put("/auth/magic-link", (api, to) -> api.post("/auth/magic-link", Map.of("email", to)));
        routes.put("/auth/email-code", (api, to) -> api.post("/auth/email-code", Map.of("email", to)));
        routes.put("/recover", (api, to) -> api.form("/recover", "identifier", to));
        routes.put("/sign-in/mail", (api, to) -> {
            Surfer browser = new Surfer(server);
            String flow = Surfer.hidden(browser.get("/sign-in"), "flow");
            return browserOf(browser, api).form("/sign-in/mail", "flow", flow, "identifier", to, "way", "link");
        });
        routes.forEach((route, ask) -> HOSTILE.forEach(headers -> {
            String address = address();
            signUp(server, address);
            Api api = server.api().with("sec-fetch-site", "same-origin").with("accept", "text/html");
            for (Map.Entry<String, String> header : headers.entrySet()) {
                api = api.with(header.getKey(), header.getValue());
            }
            Reply reply = ask.apply(api, address);
            assertThat(reply.status()).as(route + " " + headers).isIn(200, 202, 303);
            Mail letter = server.letterTo(address);
            assertThat(letter.source()).as(route + " " + headers).doesNotContain("evil");
            if (!route.endsWith("code")) {
                assertThat(letter.link()).as(route).startsWith(TestServer.PUBLIC_URL + "/");
            }
        }));
    }

    /** The same with the header that clients of this language may not set. */
    @OnEveryServer
    void aHostHeaderToo(TestServer server) throws Exception {
        String address = address();
        signUp(server, address);
        String body = "{\"email\":\"" + address + "\"}";
        String answer = Wire.raw(
                server,
                "POST /auth/forgot-password HTTP/1.1\r\nHost: evil.example\r\nOrigin: https://evil.example\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body);
        assertThat(answer).startsWith("HTTP/1.1 202");
        Mail letter = server.letterTo(address);
        assertThat(letter.source()).doesNotContain("evil");
        assertThat(letter.link()).startsWith(TestServer.PUBLIC_URL + "/recover/new?token=");
    }

    private static Api browserOf(Surfer browser, Api api) {
        Api with = api;
        for (Map.Entry<String, String> cookie : browser.cookies().entrySet()) {
            with = with.cookie(cookie.getKey(), cookie.getValue());
        }
        return with;
    }
}
