package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.metrics.Timers;
import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks other hosts under one policy, against requests that a hostile address would turn inward:
 *
 * <ul>
 *   <li>https on port 443 or 1024 and above, to addresses of the internet; http, other ports and private addresses only
 *       for hosts that the operator named; link-local, multicast, tunnel and metadata addresses never.
 *   <li>A name is looked up once; all its addresses must be allowed; one of those is connected to, while the certificate
 *       is checked against the name.
 *   <li>A redirect is a new address under all of this; at most three, only for GET, never from https to http. What proves
 *       who asks does not go to another origin.
 *   <li>One deadline for all of it; bounds on headers and body, and on requests at once to one host and in all; nothing is
 *       decompressed.
 * </ul>
 *
 * <p>Nothing is loaded before the first request.
 */
public final class OutgoingClient implements Outgoing, AutoCloseable {
    private static final int AT_ONCE = 128;
    private static final int AT_ONCE_FOR_A_HOST = 32;
    private static final int WAITING_FOR_A_HOST = 64;
    private static final int HOSTS_MEASURED = 50;
    private static final String OTHER = "other";
    private static final String FORBIDDEN = "forbidden";
    private static final int REDIRECTS = 3;
    private static final Set<Integer> REDIRECTING = Set.of(301, 302, 303, 307, 308);
    private static final Set<String> PROOFS = Set.of("authorization", "cookie", "proxy-authorization");
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "accept-encoding",
            "expect",
            "upgrade",
            "te",
            "trailer");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");

    private final OutgoingSettings settings;
    private final NamedHosts named;
    private final Lookups lookups;
    private final Timers timers;
    private final Set<String> measured = ConcurrentHashMap.newKeySet();
    private final Places places = new Places(AT_ONCE, AT_ONCE_FOR_A_HOST, WAITING_FOR_A_HOST);
    private final ReentrantLock building = new ReentrantLock();
    private volatile @Nullable Wire wire;
    private boolean closed;

    /** Resolves names as this machine does. */
    public OutgoingClient(OutgoingSettings settings, Metrics metrics) {
        this(settings, NameResolver.system(), metrics);
    }

    /** Resolves names by other means. */
    public OutgoingClient(OutgoingSettings settings, NameResolver resolver, Metrics metrics) {
        this.settings = settings;
        this.named = new NamedHosts(settings.allowPrivate());
        this.lookups = new Lookups(resolver);
        this.timers = metrics.timers(
                "gatehouse_outgoing_seconds",
                "Requests to other hosts, by purpose, host and what came of them.",
                "purpose",
                "host",
                "outcome");
    }

    @Override
    public OutgoingAnswer send(OutgoingRequest request) throws OutgoingFailure {
        long began = System.nanoTime();
        String outcome = "error";
        try {
            OutgoingAnswer answer = follow(request);
            outcome = answer.status() / 100 + "xx";
            return answer;
        } catch (OutgoingFailure failure) {
            outcome = failure.reason().name().toLowerCase(Locale.ROOT);
            throw failure;
        } finally {
            timers.of(request.purpose(), label(request.uri(), outcome), outcome).record(System.nanoTime() - began);
        }
    }

    /** The host where it may be asked at all; so many at most, because others choose some of them. */
    private String label(URI uri, String outcome) {
        String host = uri.getHost();
        if (host == null || outcome.equals(FORBIDDEN)) {
            return OTHER;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return measured.contains(name) || measured.size() < HOSTS_MEASURED && measured.add(name) ? name : OTHER;
    }

    private OutgoingAnswer follow(OutgoingRequest request) throws OutgoingFailure {
        Destination to = Destination.of(request.uri(), named);
        Map<String, String> headers = headers(to, request);
        Wire ready = wire();
        Deadline deadline = new Deadline(to.host(), time(request));
        for (int redirects = 0; ; redirects++) {
            OutgoingAnswer answer = ask(ready, to, request, headers, deadline);
            if (!REDIRECTING.contains(answer.status())) {
                return fitting(to, request, answer);
            }
            if (!request.followRedirects() || !request.method().equals("GET")) {
                throw unexpected(to, "redirects, where no redirect is followed");
            }
            if (redirects == REDIRECTS) {
                throw unexpected(to, "redirects too often");
            }
            Destination next = to.redirected(answer.header("location"), named);
            if (!next.sameOrigin(to)) {
                headers.keySet().removeAll(PROOFS);
            }
            to = next;
        }
    }

    private Duration time(OutgoingRequest request) {
        Duration patience = request.patience();
        return patience == null || patience.compareTo(settings.timeout()) > 0 ? settings.timeout() : patience;
    }

    private OutgoingAnswer ask(
            Wire ready, Destination to, OutgoingRequest request, Map<String, String> headers, Deadline deadline)
            throws OutgoingFailure {
        try (Places.Place taken = places.take(to.host(), deadline)) {
            List<InetAddress> addresses = lookups.addresses(to, deadline);
            to.require(addresses);
            return ready.exchange(to, addresses, request, headers, deadline);
        }
    }

    private static OutgoingAnswer fitting(Destination to, OutgoingRequest request, OutgoingAnswer answer)
            throws OutgoingFailure {
        if (answer.successful() && !request.contentTypes().isEmpty()) {
            String type = answer.header("content-type");
            String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (!request.contentTypes().contains(media)) {
                throw unexpected(to, "answers with another content type than " + request.contentTypes());
            }
        }
        return answer;
    }

    /**
     * What is sent. A value may be what another host gave us, such as a token of its own, so one that no header may hold is
     * an outcome and no error of ours.
     */
    private static Map<String, String> headers(Destination to, OutgoingRequest request) throws OutgoingFailure {
        Map<String, String> headers = new HashMap<>(Map.of("user-agent", "Gatehouse", "accept-encoding", "identity"));
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            if (!NAME.matcher(header.getKey()).matches() || OURS.contains(header.getKey())) {
                throw new IllegalArgumentException("a header that is not the caller's: " + header.getKey());
            }
            if (!VALUE.matcher(header.getValue()).matches()) {
                throw new OutgoingFailure(
                        Reason.FORBIDDEN, to.host() + ": what " + header.getKey() + " was to say fits no header", null);
            }
            headers.put(header.getKey(), header.getValue());
        }
        return headers;
    }

    private Wire wire() throws OutgoingFailure {
        Wire ready = wire;
        if (ready != null) {
            return ready;
        }
        building.lock();
        try {
            if (closed) {
                throw new OutgoingFailure(Reason.UNREACHABLE, "the server stops", null);
            }
            if (wire == null) {
                wire = new Wire(settings);
            }
            return wire;
        } finally {
            building.unlock();
        }
    }

    private static OutgoingFailure unexpected(Destination to, String what) {
        return new OutgoingFailure(Reason.UNEXPECTED, to.host() + ": " + what, null);
    }

    /** Ends the requests that still run. */
    @Override
    public void close() {
        building.lock();
        try {
            closed = true;
            Wire built = wire;
            wire = null;
            if (built != null) {
                built.close();
            }
        } finally {
            building.unlock();
        }
    }
}
