package dev.gatehouse.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * The system's Chromium, without a window, in front of one server. It reaches that server by {@link TestServer#PUBLIC_URL}
 * whatever its port, also where it starts again on another, and nothing else: a request to anywhere else fails, and
 * {@link #close} says so. Its pages share one process with those of other tests, and nothing more.
 *
 * <p>Where there is no Chromium the test is skipped with a message; where {@code GATEHOUSE_CI} is set, it fails.
 */
public final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final String AXE = axe();

    /** A look that pages must have. */
    public record Look(int width, ColorScheme scheme) {
        /** Phone and desktop, light and dark. */
        public static List<Look> all() {
            return Stream.of(390, 1280)
                    .flatMap(width ->
                            Stream.of(ColorScheme.LIGHT, ColorScheme.DARK).map(scheme -> new Look(width, scheme)))
                    .toList();
        }
    }

    private final com.microsoft.playwright.Browser chromium = Chromium.shared();
    private final SocksProxy proxy;
    private final Set<String> reachable;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private Browser(Map<String, IntSupplier> ports) {
        proxy = new SocksProxy(ports);
        reachable = ports.keySet();
    }

    /**
     * A browser for this server.
     *
     * @param others what else of this machine it reaches, such as {@code http://localhost:12345} of mock providers
     */
    public static Browser of(TestServer server, URI... others) {
        return of(server::port, others);
    }

    /** A browser for what listens on this port. */
    public static Browser of(int port) {
        return of(() -> port);
    }

    private static Browser of(IntSupplier port, URI... others) {
        Map<String, IntSupplier> ports = new HashMap<>();
        ports.put(URI.create(TestServer.PUBLIC_URL).getAuthority(), port);
        for (URI other : others) {
            ports.put(other.getAuthority(), other::getPort);
        }
        return new Browser(ports);
    }

    /** A page of a browser that knows nothing yet, desktop-wide and light. */
    public Page page() {
        return page(new Look(1280, ColorScheme.LIGHT), true);
    }

    /** The same where no script runs. */
    public Page pageWithoutScripts() {
        return page(new Look(1280, ColorScheme.LIGHT), false);
    }

    public Page page(Look look, boolean scripts) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(TestServer.PUBLIC_URL)
                .setColorScheme(look.scheme())
                .setViewportSize(look.width(), 900)
                .setJavaScriptEnabled(scripts)
                .setProxy(proxy.address()));
        contexts.add(context);
        context.setDefaultTimeout(20_000);
        Page page = context.newPage();
        page.onPageError(error -> complaints.add("a script failed: " + error));
        page.onConsoleMessage(message -> {
            String text = message.text();
            boolean status = text.startsWith("Failed to load resource: the server responded with a status");
            if (message.type().equals("error") && !status) {
                complaints.add("the console says: " + text);
            }
        });
        page.onRequest(request -> {
            boolean known = reachable.stream().anyMatch(host -> request.url().startsWith("http://" + host + "/"));
            if (!known && !request.url().startsWith("data:")) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
        return page;
    }

    /** Fails where axe finds that the page breaks a rule of WCAG 2.2, A or AA. */
    public static void requireAccessible(Page page) {
        page.evaluate(AXE);
        Object violations = page.evaluate("""
                () => axe.run(document, {runOnly: {type: "tag",
                      values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})
                    .then(result => result.violations.map(broken => broken.id + ": " + broken.help + " "
                      + broken.nodes.map(node => node.html + " " + node.failureSummary).join(" | ")))
                """);
        assertThat((List<?>) violations).as(page.url()).isEmpty();
    }

    /** Takes a picture of the whole page for people to look at, in {@code target/screenshots}. */
    public static Path photograph(Page page, String name, Look look) {
        String file = "%s-%d-%s.png"
                .formatted(name, look.width(), look.scheme().name().toLowerCase(Locale.ROOT));
        Path picture = SCREENSHOTS.resolve(file);
        page.screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
        Object overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow).as(name + " is wider than " + look.width()).isEqualTo(0);
        return picture;
    }

    /** Closes it; fails where a page complained (a policy broken, a script that failed) or asked another host. */
    @Override
    public void close() {
        contexts.forEach(BrowserContext::close);
        proxy.close();
        assertThat(complaints).isEmpty();
    }

    private static String axe() {
        try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
