package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.OnEveryServer.With;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server tells of itself at {@code /metrics}, and what it must not tell. */
@With({
    "metrics.token=" + MetricsTest.TOKEN,
    "limits.login=3/minute",
    "providers.inward.preset=oidc",
    "providers.inward.issuer=https://10.0.0.1",
    "providers.inward.client_id=gatehouse",
    "providers.inward.client_secret=a-secret-of-ours"
})
class MetricsTest {
    static final String TOKEN = "a-token-for-metrics-0123456789abcdef";

    private static final Path PAGE = Path.of("../docs/operations.md");
    private static final Pattern SAMPLE = Pattern.compile(
            "[a-z][a-z0-9_]*(\\{[a-z_]+=\"[^\"\\n]*\"(,[a-z_]+=\"[^\"\\n]*\")*})? (-?[0-9.]+(E-?[0-9]+)?|NaN)");
    private static final Pattern FAMILY = Pattern.compile("# TYPE ([a-z0-9_]+) (counter|gauge|histogram)");

    private static String metrics(TestServer server) {
        return server.api().bearer(TOKEN).get("/metrics").expect(200).body();
    }

    private static double value(String metrics, String sample) {
        return metrics.lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static Set<String> families(String metrics) {
        return FAMILY.matcher(metrics)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @OnEveryServer
    void onlyWhoShowsTheTokenSeesThem(TestServer server) {
        Tokens admin = server.admin();
        Api api = server.api();
        for (Api stranger : List.of(
                api,
                admin.api(),
                api.bearer(""),
                api.bearer(TOKEN.substring(1)),
                api.bearer(TOKEN + "x"),
                api.with("authorization", "Basic " + TOKEN),
                api.with("authorization", TOKEN),
                api.cookie("metrics", TOKEN))) {
            stranger.get("/metrics").expectProblem(401, "invalid_token");
        }
        assertThat(api.bearer(TOKEN).get("/metrics").expect(200).header("content-type"))
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void withoutATokenThereIsNothing() {
        try (TestServer server = TestServer.on(TestDatabases.sqlite())) {
            server.api().get("/metrics").expectProblem(404, "not_found");
            server.api().bearer("").get("/metrics").expectProblem(404, "not_found");
        }
    }

    @Test
    void developersNeedNone() {
        try (TestServer server = TestServer.dev(TestDatabases.sqlite())) {
            assertThat(server.api().get("/metrics").expect(200).body()).contains("gatehouse_build_info{version=");
        }
    }

    @OnEveryServer
    void everyLineIsOneThatPrometheusReads(TestServer server) {
        server.person();
        assertThat(metrics(server).lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("# HELP ")
                        || FAMILY.matcher(line).matches()
                        || SAMPLE.matcher(line).matches());
        assertThat(metrics(server)).endsWith("\n");
    }

    @OnEveryServer
    void whatHappensIsCounted(TestServer server) {
        Tokens ada = server.person();
        String before = metrics(server);
        ada.api().get("/users/me").expect(200);
        ada.api().get("/users/me").expect(200);
        server.api().get("/users/me").expect(401);
        for (int i = 0; i < 4; i++) {
            server.api().post("/auth/login", Map.of("username", "nobody-here", "password", "wrong"));
        }
        server.api()
                .post("/auth/refresh", Map.of("refresh_token", ada.refresh()))
                .expect(200);
        String after = metrics(server);
        for (Map.Entry<String, Integer> change : Map.of(
                        "gatehouse_http_request_seconds_count{method=\"GET\",route=\"/users/me\",status=\"2xx\"}", 2,
                        "gatehouse_http_request_seconds_bucket{method=\"GET\",route=\"/users/me\",status=\"2xx\",le=\"+Inf\"}",
                                2,
                        "gatehouse_http_request_seconds_count{method=\"GET\",route=\"/users/me\",status=\"4xx\"}", 1,
                        "gatehouse_sign_ins_total{method=\"password\",outcome=\"failure\",provider=\"local\"}", 3,
                        "gatehouse_limits_reached_total{limit=\"login\"}", 1,
                        "gatehouse_refreshes_total{outcome=\"rotated\"}", 1,
                        "gatehouse_access_tokens_issued_total{method=\"password\",provider=\"local\"}", 1)
                .entrySet()) {
            assertThat(value(after, change.getKey()) - value(before, change.getKey()))
                    .as(change.getKey())
                    .isEqualTo(change.getValue().doubleValue());
        }
        assertThat(value(after, "gatehouse_sign_ins_total{method=\"password\",outcome=\"success\",provider=\"local\"}"))
                .isPositive();
        assertThat(value(after, "gatehouse_events_total{action=\"session.opened\",outcome=\"success\"}"))
                .isPositive();
        assertThat(value(after, "jvm_memory_used_bytes{area=\"heap\"}")).isGreaterThan(1e6);
        assertThat(value(after, "process_cpu_seconds_total")).isPositive();
        assertThat(value(after, "gatehouse_http_requests_in_flight{kind=\"ordinary\"}"))
                .isPositive();
    }

    @OnEveryServer
    void nothingOfAPersonIsInThem(TestServer server) {
        Tokens ada = server.person();
        server.api().get("/users/" + ada.id() + "?search=a-search").expect(401);
        ada.api().get("/users/" + ada.id());
        server.api().post("/auth/login", Map.of("username", "telltale-name", "password", "telltale-password"));
        server.api().post("/auth/login", Map.of("email", "telltale@example.com", "password", "x"));
        server.api().post("/auth/refresh", Map.of("refresh_token", "telltale-token"));
        server.api().with("user-agent", "telltale-agent").get("/telltale/path");
        String metrics = metrics(server);
        assertThat(metrics)
                .doesNotContainIgnoringCase("telltale")
                .doesNotContain(ada.id())
                .doesNotContain("@")
                .doesNotContain("127.0.0.1")
                .doesNotContain("a-search")
                .contains("route=\"/users/{id}\"");
        Set<String> labels = Pattern.compile("[{,]([a-z_]+)=\"")
                .matcher(metrics)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(labels)
                .isSubsetOf(
                        "action",
                        "area",
                        "gc",
                        "kind",
                        "le",
                        "limit",
                        "method",
                        "outcome",
                        "provider",
                        "route",
                        "status",
                        "version",
                        "purpose",
                        "host");
    }

    @OnEveryServer
    void requestsFromOutsideMakeNoNewSeries(TestServer server) {
        Tokens ada = server.person();
        Runnable noise = () -> {
            server.api().get("/users/me");
            server.api().get("/nowhere");
            server.api().send("BREW", "/users/me");
            server.api().send("OPTIONS", "/users/me");
            ada.api().get("/users/unknown-id");
        };
        noise.run();
        metrics(server);
        long before = metrics(server).lines().count();
        for (int i = 0; i < 20; i++) {
            noise.run();
            server.api().get("/nowhere/" + i);
            server.api().send("BREW" + i, "/users/me");
            ada.api().get("/users/unknown-" + i);
            server.api().with("x-forwarded-for", "198.51.100." + i).get("/users/me");
        }
        assertThat(metrics(server).lines().count()).isLessThanOrEqualTo(before + 11);
        assertThat(value(
                        metrics(server),
                        "gatehouse_http_request_seconds_count{method=\"none\",route=\"none\",status=\"4xx\"}"))
                .isGreaterThan(60);
    }

    /** What has counted nothing yet is not shown, so everything happens once. */
    @OnEveryServer
    void everyNameStandsInTheGuideForOperators(TestServer server) throws Exception {
        Tokens ada = server.person();
        server.api()
                .post("/auth/refresh", Map.of("refresh_token", ada.refresh()))
                .expect(200);
        for (int i = 0; i < 4; i++) {
            server.api().post("/auth/login", Map.of("username", "nobody-at-all", "password", "wrong"));
        }
        server.api().get("/auth/inward").expectProblem(502, "provider_failed");
        Set<String> documented = named("`((?:gatehouse|jvm|process)_[a-z_]+)", Files.readString(PAGE));
        Set<String> there = new TreeSet<>(families(metrics(server)));
        assertThat(documented).containsAll(there);
        there.addAll(declared());
        assertThat(documented).isEqualTo(there);
    }

    /** What the code counts, also where nothing has come of it yet. */
    private static Set<String> declared() throws IOException {
        Set<String> declared = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                declared.addAll(
                        named("(?:counters?|gauges?|timers?)\\(\\s*\"(gatehouse_[a-z_]+)\"", Files.readString(file)));
            }
        }
        return declared;
    }

    private static Set<String> named(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @OnEveryServer
    void nothingIsLostWhileSomebodyReads(TestServer server) throws Exception {
        Tokens ada = server.person();
        String counted = "gatehouse_http_request_seconds_count{method=\"GET\",route=\"/auth/status\",status=\"2xx\"}";
        double before = value(metrics(server), counted);
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int person = 0; person < 8; person++) {
                people.execute(() -> {
                    for (int i = 0; i < 25; i++) {
                        ada.api().get("/auth/status").expect(200);
                    }
                });
            }
            for (int i = 0; i < 10; i++) {
                metrics(server);
            }
        }
        assertThat(value(metrics(server), counted) - before).isEqualTo(200);
    }
}
