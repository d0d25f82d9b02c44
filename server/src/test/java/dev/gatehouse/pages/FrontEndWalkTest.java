package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.ServerInProcess;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Sign-ins between three origins, as in production: a front end, the server, and the providers. Browsers hold a form to
 * where its page's policy lets it lead, redirects and all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontEndWalkTest {
    private static final String THERE = "Welcome to the front end";

    private TestDatabase database;
    private HttpServer frontEnd;
    private ProviderWorld world;
    private Browser browser;

    @BeforeAll
    void start() throws IOException {
        database = TestDatabases.sqlite();
        frontEnd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = ("<!doctype html><title>Front end</title><link rel=icon href=data:,><h1>" + THERE + "</h1>")
                .getBytes(StandardCharsets.UTF_8);
        frontEnd.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        frontEnd.start();
        world = ProviderWorld.usual(database, "signin.return_to=" + address(), "port=" + ServerInProcess.freePort());
        browser = Browser.of(world.server(), origin(URI.create(address())), origin(google().authorizationEndpoint()));
    }

    @AfterAll
    void stop() {
        browser.close();
        world.close();
        frontEnd.stop(0);
        database.close();
    }

    private static URI origin(URI address) {
        return URI.create(address.getScheme() + "://" + address.getAuthority());
    }

    private String address() {
        return "http://localhost:" + frontEnd.getAddress().getPort() + "/signed-in";
    }

    private MockProvider google() {
        return world.google();
    }

    private Walker somebody() {
        return new Walker(browser.page());
    }

    private String from(String path) {
        return path + "?return_to=" + address() + "&state=of-the-front-end";
    }

    /** At the front end, with what it fetches its tokens for. */
    private void isThere(Walker who) {
        who.reads(THERE);
        assertThat(who.page().url()).startsWith(address() + "?code=").endsWith("&state=of-the-front-end");
    }

    @Test
    void everyFormLeadsToTheFrontEnd() {
        Walker me = somebody().visit(from("/sign-up"));
        isThere(me.sees("to continue to localhost").fillsSignUp("ada@example.com"));
        isThere(me.visit(from("/sign-in")));
        me.visit("/sign-out").signsOut();
        isThere(me.visit(from("/sign-in")).signsIn("ada@example.com"));
        me.visit("/sign-out").signsOut();
        me.visit(from("/sign-in"))
                .follow("Continue with Google")
                .is("Ada Lovelace")
                .reads("You already have an account");
        isThere(me.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google"));
        me.visit("/sign-out").signsOut();
        isThere(me.visit(from("/sign-in")).follow("Continue with Google").is("Ada Lovelace"));
    }

    @Test
    void whoHasToProveItOnceMoreComesToTheProviderByAForm() {
        Walker me = somebody().signsUp("linus@example.com").hasWaysIn("Password");
        world.server().clock().advance(Duration.ofMinutes(6));
        me.follow("Link GitHub").reads("Is it still you?");
        me.types("Password", TestServer.PASSWORD).press("Confirm").isSomebody("linus@example.com");
        me.press("Link GitHub").hasWaysIn("Password", "GitHub");
    }

    /** Whoever starts again comes to where they were going, though the server did so too. */
    @Test
    void aProviderThatFailsLosesNoOne() {
        Walker me = somebody().visit(from("/sign-up"));
        isThere(me.fillsSignUp("mary@example.com"));
        me.visit("/sign-out").signsOut();
        google().behave(Mode.WRONG_SIGNATURE);
        me.visit(from("/sign-in")).follow("Continue with Google").is("Mary Somerville");
        google().behave();
        me.reads("The other side did not answer").follow("Start again").sees("to continue to localhost");
        isThere(me.signsIn("mary@example.com"));
        me.visit("/sign-out").signsOut().visit(from("/sign-in")).follow("Continue with Google");
        world.server().clock().advance(Duration.ofMinutes(9));
        world.server().restart();
        me.press("Refuse, and go back").sees("You did not continue with Google").follow("Continue with GitHub");
        isThere(me.is("Linus Torvalds"));
    }
}
