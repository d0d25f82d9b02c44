package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The front end of {@code docs/guide.md}, word for word, on another origin and in a browser. */
class GuideFrontEndTest {
    private static final Pattern SCRIPT = Pattern.compile("```js\\n(const gatehouse = .*?)```", Pattern.DOTALL);
    private static final String ADDRESS = "/signed-in";

    /** Serves one page with a script, at every path. */
    private static HttpServer serving(String[] script) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = """
                    <!doctype html><title>A front end</title><button onclick="signIn()">Sign in</button>
                    <script>%s</script><script>window.done = signedIn()</script>""".formatted(script[0]).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void itSignsSomebodyIn() throws IOException {
        Matcher block = SCRIPT.matcher(Files.readString(Path.of("..", "docs", "guide.md")));
        assertThat(block.find()).isTrue();
        String[] script = new String[1];
        HttpServer frontEnd = serving(script);
        String origin = "http://localhost:" + frontEnd.getAddress().getPort();
        script[0] = block.group(1)
                .replace("http://localhost:3000", origin)
                .replace("\"http://localhost:8000\"", "\"" + TestServer.PUBLIC_URL + "\"");
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server =
                        TestServer.dev(on, "signin.return_to=" + origin + ADDRESS, "cors.origins=" + origin);
                Browser browser = Browser.of(server, URI.create(origin))) {
            Page page = browser.page();
            page.navigate(origin + ADDRESS);
            press(page, "Sign in");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Continue with Google"))
                    .click();
            press(page, "Ada Lovelace");
            arrived(page, origin);
            assertThat(page.evaluate("tokens.user.email")).isEqualTo("ada@example.com");

            // Signed in at Gatehouse, so that nobody is asked; a code that this front end did not ask for is none.
            press(page, "Sign in");
            arrived(page, origin);
            assertThat(page.evaluate("tokens.user.name")).isEqualTo("Ada Lovelace");
            page.navigate(origin + ADDRESS + "?code=somebody-elses&state=theirs");
            page.evaluate("window.done");
            assertThat(page.evaluate("tokens")).isNull();
        } finally {
            frontEnd.stop(0);
        }
    }

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .click();
    }

    private static void arrived(Page page, String origin) {
        page.waitForURL(origin + ADDRESS + "*");
        page.waitForFunction("() => tokens !== null");
    }
}
