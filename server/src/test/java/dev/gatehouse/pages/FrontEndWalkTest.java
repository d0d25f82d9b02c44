package dev.gatehouse.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sign-ins between three origins, as in production: a front end, the server, and the providers. Browsers hold a form to
 * where its page's policy lets it lead, redirects and all.
 */
class FrontEndWalkTest {
    private static final String THERE = "Welcome to the front end";

    /** A front end, the server and its providers, and a browser that reaches them all. */
    private static final class Stage implements AutoCloseable {
        private final HttpServer frontEnd;
        private final ProviderWorld world;
        private final Browser browser;

        Stage(TestDatabase database) throws IOException {
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
            world = ProviderWorld.usual(database, "signin.return_to=" + address());
            browser = Browser.of(
                    world.server(),
                    origin(URI.create(address())),
                    origin(world.google().authorizationEndpoint()));
        }

        private static URI origin(URI address) {
            return URI.create(address.getScheme() + "://" + address.getAuthority());
        }

        private String address() {
            return "http://localhost:" + frontEnd.getAddress().getPort() + "/signed-in";
        }

        Walker somebody() {
            return new Walker(browser.page());
        }

        String from(String path) {
            return path + "?return_to=" + address() + "&state=of-the-front-end";
        }

        /** At the front end, with what it fetches its tokens for. */
        void isThere(Walker who) {
            who.reads(THERE);
            assertThat(who.page().url()).startsWith(address() + "?code=").endsWith("&state=of-the-front-end");
        }

        @Override
        public void close() {
            browser.close();
            world.close();
            frontEnd.stop(0);
        }
    }

    @OnEveryDatabase
    void everyFormLeadsToTheFrontEnd(TestDatabase on) throws IOException {
        try (Stage stage = new Stage(on)) {
            Walker me = stage.somebody().visit(stage.from("/sign-up"));
            stage.isThere(me.sees("to continue to localhost").fillsSignUp("ada@example.com"));
            stage.isThere(me.visit(stage.from("/sign-in")));
            me.visit("/sign-out").signsOut();
            stage.isThere(me.visit(stage.from("/sign-in")).signsIn("ada@example.com"));
            me.visit("/sign-out").signsOut();
            me.visit(stage.from("/sign-in"))
                    .follow("Continue with Google")
                    .is("Ada Lovelace")
                    .reads("You already have an account");
            stage.isThere(
                    me.types("Your password at Gatehouse", TestServer.PASSWORD).press("Link Google"));
            me.visit("/sign-out").signsOut();
            stage.isThere(me.visit(stage.from("/sign-in"))
                    .follow("Continue with Google")
                    .is("Ada Lovelace"));
        }
    }

    @OnEveryDatabase
    void whoHasToProveItOnceMoreComesToTheProviderByAForm(TestDatabase on) throws IOException {
        try (Stage stage = new Stage(on)) {
            Walker me = stage.somebody().signsUp("linus@example.com").hasWaysIn("Password");
            stage.world.server().clock().advance(Duration.ofMinutes(6));
            me.follow("Link GitHub").reads("Is it still you?");
            me.types("Password", TestServer.PASSWORD).press("Confirm").isSomebody("linus@example.com");
            me.press("Link GitHub").hasWaysIn("Password", "GitHub");
        }
    }

    /** Whoever starts again comes to where they were going, though the server did so too. */
    @OnEveryDatabase
    void aProviderThatFailsLosesNoOne(TestDatabase on) throws IOException {
        try (Stage stage = new Stage(on)) {
            Walker me = stage.somebody().visit(stage.from("/sign-up"));
            stage.isThere(me.fillsSignUp("mary@example.com"));
            me.visit("/sign-out").signsOut();
            stage.world.google().behave(Mode.WRONG_SIGNATURE);
            me.visit(stage.from("/sign-in")).follow("Continue with Google").is("Mary Somerville");
            stage.world.google().behave();
            me.reads("The other side did not answer").follow("Start again").sees("to continue to localhost");
            stage.isThere(me.signsIn("mary@example.com"));
            me.visit("/sign-out").signsOut().visit(stage.from("/sign-in")).follow("Continue with Google");
            stage.world.server().clock().advance(Duration.ofMinutes(9));
            stage.world.server().restart();
            me.press("Refuse, and go back")
                    .sees("You did not continue with Google")
                    .follow("Continue with GitHub");
            stage.isThere(me.is("Linus Torvalds"));
        }
    }
}
