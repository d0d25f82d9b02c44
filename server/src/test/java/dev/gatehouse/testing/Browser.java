package dev.gatehouse.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
    private static final int HEIGHT = 900;
    private static final Map<Page, CDPSession> CAMERAS = new HashMap<>();
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
                .setViewportSize(look.width(), HEIGHT)
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

    /**
     * Shows the page that is there in another look. Nothing on it is then on its way from one colour to another, so that
     * what is looked at next is what people see in the end.
     */
    public static void wear(Page page, Look look) {
        page.emulateMedia(
                new Page.EmulateMediaOptions().setColorScheme(look.scheme()).setReducedMotion(ReducedMotion.REDUCE));
        page.setViewportSize(look.width(), HEIGHT);
    }

    /** Fails where axe finds that the page breaks a rule of WCAG 2.2, A or AA. */
    public static void requireAccessible(Page page) {
        if (page.evaluate("typeof axe").equals("undefined")) {
            page.evaluate(AXE);
        }
        Object violations = page.evaluate("""
                () => axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag",
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
        List<?> size = (List<?>) page.evaluate("""
                [document.documentElement.scrollWidth - document.documentElement.clientWidth,
                  document.documentElement.scrollHeight]
                """);
        keep(page, picture, look.width(), (int) size.getLast());
        assertThat((int) size.getFirst())
                .as(name + " is wider than " + look.width())
                .isEqualTo(0);
        return picture;
    }

    /** Playwright has no way to ask for a picture that is packed less tightly, which takes half as long. */
    private static void keep(Page page, Path picture, int width, int height) {
        JsonObject clip = new JsonObject();
        clip.addProperty("x", 0);
        clip.addProperty("y", 0);
        clip.addProperty("width", width);
        clip.addProperty("height", height);
        clip.addProperty("scale", 1);
        JsonObject how = new JsonObject();
        how.addProperty("optimizeForSpeed", true);
        how.addProperty("captureBeyondViewport", true);
        how.add("clip", clip);
        try {
            String taken =
                    camera(page).send("Page.captureScreenshot", how).get("data").getAsString();
            Files.createDirectories(SCREENSHOTS);
            Files.write(picture, Base64.getDecoder().decode(taken));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One for each page until it closes: where a session ends, Chromium takes a virtual authenticator away as well. */
    private static CDPSession camera(Page page) {
        return CAMERAS.computeIfAbsent(page, first -> {
            first.onClose(CAMERAS::remove);
            return first.context().newCDPSession(first);
        });
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
