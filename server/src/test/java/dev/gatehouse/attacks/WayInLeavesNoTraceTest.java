package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the way in hands to browsers stays there: not in logs, not in caches, not in frames, not at other sites. */
class WayInLeavesNoTraceTest {
    private static final String HTTPS = "https://id.example.com";

    /** At the most talkative level that there is. */
    @Test
    void noSecretIsLogged() {
        Logger ours = (Logger) LoggerFactory.getLogger("dev.gatehouse");
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        Level before = ours.getLevel();
        heard.start();
        ours.addAppender(heard);
        ours.setLevel(Level.TRACE);
        Set<String> secrets = new HashSet<>(Set.of(TestServer.PASSWORD));
        try (TestDatabase on = TestDatabases.sqlite();
                ProviderWorld world = ProviderWorld.usual(on)) {
            secrets.add(Objects.requireNonNull(world.google().settings().get("client_secret")));
            goThroughAll(world, secrets);
        } finally {
            ours.detachAppender(heard);
            ours.setLevel(before);
        }
        assertThat(heard.list).isNotEmpty();
        for (ILoggingEvent event : heard.list) {
            String line =
                    event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + event.getMDCPropertyMap() + " "
                            + (event.getThrowableProxy() == null
                                    ? ""
                                    : event.getThrowableProxy().getMessage());
            assertThat(secrets).as(line).noneMatch(line::contains);
        }
    }

    private static void goThroughAll(ProviderWorld world, Set<String> secrets) {
        Surfer ada = world.surfer();
        MockProvider google = world.google();
        var answer = google.approve(ada.leave("/auth/google?return_to=" + FRONT_END + "&state=mine"), Person.ADA);
        Reply back = keep(ada.arrive(answer), secrets);
        secrets.add(answer.uri().getRawQuery());
        keep(ada.arrive(answer), secrets);
        String code = Objects.requireNonNull(Surfer.parameter(back, "code"));
        Reply tokens = world.server().api().post("/auth/exchange", Map.of("code", code));
        secrets.addAll(List.of(
                code,
                Objects.requireNonNull(tokens.text("access_token")),
                Objects.requireNonNull(tokens.text("refresh_token"))));
        world.server().api().post("/auth/exchange", Map.of("code", code)).expect(400);
        keep(ada.get("/account/link/github"), secrets);
        Reply confirm = keep(
                ada.arrive(world.github()
                        .approve(
                                ada.leave(Objects.requireNonNull(
                                        ada.get("/account/link/github").header("location"))),
                                Person.ADA)),
                secrets);
        String flow = Objects.requireNonNull(Surfer.parameter(confirm, "flow"));
        keep(ada.post("/sign-in/link", "flow", flow, "choice", "link"), secrets);
        keep(ada.post("/sign-in/link", "flow", flow, "choice", "link"), secrets);
        ada.post("/account/password", "password", TestServer.PASSWORD).expect(303);
        String again = Surfer.hidden(ada.visit("/sign-in?prompt=login"), "flow");
        keep(ada.post("/sign-in", "flow", again, "identifier", "x", "password", TestServer.PASSWORD), secrets);
        google.behave(Mode.WRONG_NONCE);
        keep(ada.come(google, Person.ADA, ""), secrets);
        secrets.addAll(ada.cookies().values());
        secrets.removeIf(String::isEmpty);
    }

    private static Reply keep(Reply reply, Set<String> secrets) {
        for (String name : reply.setCookies().keySet()) {
            secrets.add(reply.cookie(name));
        }
        if (reply.header("location") != null) {
            for (String name : List.of("code", "flow", "link", "state", "nonce")) {
                String value = Surfer.parameter(reply, name);
                if (value != null && value.length() > 20) {
                    secrets.add(value);
                }
            }
        }
        return reply;
    }

    /** Every open address that answers a browser, signed in or not. */
    @Test
    void everyPageKeepsToItself() {
        try (TestDatabase on = TestDatabases.sqlite();
                ProviderWorld world = ProviderWorld.usual(on, "public_url=" + HTTPS)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            for (Surfer browser : List.of(ada, world.surfer())) {
                for (Route route : Walk.all(world.server())) {
                    if (route.access() instanceof Access.Open
                            && !route.pattern().startsWith("/assets")) {
                        Reply reply = route.method() == Method.GET
                                ? browser.api().get(Walk.address(route))
                                : browser.api().form(Walk.address(route), "flow", "x");
                        assertKeepsToItself(route, reply);
                    }
                }
            }
        }
    }

    private static void assertKeepsToItself(Route route, Reply reply) {
        String as = route + ": " + reply.status();
        assertThat(reply.status()).as(as).isLessThan(500);
        assertThat(reply.header("referrer-policy")).as(as).isEqualTo("no-referrer");
        assertThat(reply.header("x-content-type-options")).as(as).isEqualTo("nosniff");
        assertThat(reply.header("strict-transport-security")).as(as).isNotNull();
        String type = reply.header("content-type");
        if (type != null && type.startsWith("text/html")) {
            assertThat(reply.header("cache-control")).as(as).contains("no-store");
            assertThat(reply.header("content-security-policy"))
                    .as(as)
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe")
                    .doesNotContain("*");
        }
    }

    @Test
    void cookiesAreThisHostsAlone() {
        try (TestDatabase on = TestDatabases.sqlite();
                ProviderWorld world = ProviderWorld.usual(on, "public_url=" + HTTPS)) {
            Surfer ada = world.surfer();
            Reply departed = ada.get("/auth/google").expect(303);
            String key = departed.setCookies().get("__Host-gatehouse_browser");
            assertThat(key).contains("; Path=/; Secure; HttpOnly; SameSite=Lax").doesNotContain("Domain", "Max-Age");
            Reply back = ada.arrive(world.google()
                    .approve(URI.create(Objects.requireNonNull(departed.header("location"))), Person.ADA));
            for (String name : List.of("__Host-gatehouse_session", "__Host-gatehouse_access")) {
                assertThat(back.setCookies().get(name))
                        .as(name)
                        .contains("; Path=/; ", "; Secure; HttpOnly; SameSite=Lax")
                        .doesNotContain("Domain");
            }
            String before = ada.cookies().get("__Host-gatehouse_browser");
            Reply left = ada.post("/sign-out").expect(200);
            assertThat(left.setCookies().get("__Host-gatehouse_session")).contains("Max-Age=0", "Path=/", "Secure");
            assertThat(left.cookie("__Host-gatehouse_browser")).isNotEqualTo(before);
        }
    }

    /** Asking what an address takes, or what it would say, does none of it. */
    @Test
    void aTripIsNotUsedUpByWhoOnlyLooks() {
        try (TestDatabase on = TestDatabases.sqlite();
                ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            var answer = world.google().approve(ada.leave("/auth/google"), Person.ADA);
            String path = answer.redirectUri().getRawPath() + "?" + answer.uri().getRawQuery();
            ada.api().send("OPTIONS", path).expect(204);
            world.surfer().api().send("HEAD", path).expect(410);
            ada.arrive(answer).expect(303);
        }
    }
}
