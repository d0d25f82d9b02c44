package dev.gatehouse.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The system's Chromium, without a window: one process a JVM, started when first asked for, which ends with the JVM. It reaches
 * nothing by itself.
 */
final class Chromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    /** What Playwright has off, which it would have again: of two such lists Chromium reads the second. */
    private static final String OFF_IN_PLAYWRIGHT =
            "AvoidUnnecessaryBeforeUnloadCheckSync,BoundaryEventDispatchTracksNodeRemoval,"
                    + "DestroyProfileOnBrowserClose,DialMediaRouteProvider,GlobalMediaControls,HttpsUpgrades,LensOverlay,MediaRouter,"
                    + "PaintHolding,ThirdPartyStoragePartitioning,BlockOriginHeaderModificationOnRedirect,Translate,AutoDeElevate,"
                    + "OptimizationHints";

    /**
     * For each window, two pages beneath its address bar, and a process for a site that may come: more work than the tests'
     * own pages.
     */
    private static final String NEVER_SEEN =
            "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,SpareRendererForSitePerProcess";

    private static @Nullable Browser shared;

    private Chromium() {}

    /** To be used by the thread that runs the tests alone. */
    static synchronized Browser shared() {
        if (shared == null || !shared.isConnected()) {
            shared = start();
        }
        return shared;
    }

    private static Browser start() {
        Path executable = executable();
        return Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")))
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--disable-features=" + OFF_IN_PLAYWRIGHT + "," + NEVER_SEEN,
                                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")));
    }

    private static Path executable() {
        Optional<Path> found = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String message = "There is no Chromium on the PATH (" + String.join(", ", NAMES)
                    + "): what browsers see is not tested. .ci/run installs one.";
            if (System.getenv("GATEHOUSE_CI") != null) {
                throw new IllegalStateException(message);
            }
            Assumptions.abort(message);
        }
        return found.orElseThrow();
    }
}
