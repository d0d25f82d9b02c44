package dev.gatehouse.platform.http;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * How to listen, and how much to take.
 *
 * @param host the address to listen on, such as {@code 127.0.0.1}
 * @param port 0 to 65,535; 0 takes a free one
 * @param publicUrl what clients reach this server by, such as {@code https://id.example.org}
 * @param bodyLimit bytes of a body, 1 or more
 * @param headerLimit bytes of all headers, 1,024 or more
 * @param inFlight requests handled at once, 1 or more; those beyond get 503
 * @param waiting requests of {@linkplain Routes#waiting() waiting routes} handled at once, 1 or more
 * @param patience how long a client may take to send a whole request or to ask for nothing, 100 ms or more
 * @param drain how long requests may take to finish once the server closes
 * @param trustedProxies addresses and networks (CIDR) whose forwarded headers are believed
 * @param corsOrigins other origins whose pages may call, with credentials; compared exactly
 * @param http2 whether HTTP/2 without TLS is taken too, for a front server that speaks it. Off unless wanted: a proxy that
 *     passes an {@code Upgrade: h2c} on would open a tunnel around its own rules
 */
public record HttpSettings(
        String host,
        int port,
        URI publicUrl,
        int bodyLimit,
        int headerLimit,
        int inFlight,
        int waiting,
        Duration patience,
        Duration drain,
        Set<String> trustedProxies,
        Set<String> corsOrigins,
        boolean http2) {
    /** Checks everything. */
    public HttpSettings {
        trustedProxies = Set.copyOf(trustedProxies);
        corsOrigins = Set.copyOf(corsOrigins);
        require(port >= 0 && port <= 65_535, "a port is 0 to 65535");
        require(bodyLimit >= 1 && headerLimit >= 1024, "a limit on sizes is too small");
        require(inFlight >= 1 && waiting >= 1, "a bound on requests is 1 or more");
        require(patience.toMillis() >= 100 && !drain.isNegative(), "a time is too short");
        originOf(publicUrl);
        corsOrigins.forEach(HttpSettings::requireOrigin);
        new TrustedProxies(trustedProxies);
    }

    /** The same without HTTP/2. */
    public HttpSettings(
            String host,
            int port,
            URI publicUrl,
            int bodyLimit,
            int headerLimit,
            int inFlight,
            int waiting,
            Duration patience,
            Duration drain,
            Set<String> trustedProxies,
            Set<String> corsOrigins) {
        this(
                host,
                port,
                publicUrl,
                bodyLimit,
                headerLimit,
                inFlight,
                waiting,
                patience,
                drain,
                trustedProxies,
                corsOrigins,
                false);
    }

    /** The defaults, on port 8000 of this machine alone. */
    public static HttpSettings of(URI publicUrl) {
        return new HttpSettings(
                "127.0.0.1",
                8000,
                publicUrl,
                64 * 1024,
                16 * 1024,
                1_000,
                10_000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Set.of(),
                Set.of(),
                false);
    }

    /** The same, listening there. */
    public HttpSettings listeningOn(String otherHost, int otherPort) {
        return new HttpSettings(
                otherHost,
                otherPort,
                publicUrl,
                bodyLimit,
                headerLimit,
                inFlight,
                waiting,
                patience,
                drain,
                trustedProxies,
                corsOrigins,
                http2);
    }

    /** The origin of {@link #publicUrl}, as browsers write it: no default port, no slash. */
    public String publicOrigin() {
        return originOf(publicUrl);
    }

    /** Whether clients reach this server by TLS. */
    public boolean publiclySecure() {
        return "https".equalsIgnoreCase(publicUrl.getScheme());
    }

    private static String originOf(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http");
        require(http || scheme.equals("https"), "the public URL starts with http:// or https://");
        require(url.getHost() != null && url.getRawUserInfo() == null, "the public URL names a host and no user");
        String host = url.getHost().toLowerCase(Locale.ROOT);
        int standard = http ? 80 : 443;
        boolean bare = url.getPort() == -1 || url.getPort() == standard;
        return scheme + "://" + host + (bare ? "" : ":" + url.getPort());
    }

    private static void requireOrigin(String origin) {
        boolean exact;
        try {
            exact = originOf(URI.create(origin)).equals(origin);
        } catch (IllegalArgumentException e) {
            exact = false;
        }
        require(exact, "'" + origin + "' is not an origin such as https://app.example.org");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
