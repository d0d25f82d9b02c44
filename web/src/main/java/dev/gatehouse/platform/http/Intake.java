package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.kernel.Problem;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes requests on the event loop: finds the route, reads the body within its limit, and hands what is whole to a
 * virtual thread. Nothing here blocks.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Logger ACCESS = LoggerFactory.getLogger("dev.gatehouse.access");
    private static final Problem FULL = Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1));
    private static final Problem TOO_LARGE = Problem.of(ErrorCode.BODY_TOO_LARGE);

    /** How long a refused body is swallowed, in milliseconds. */
    private static final long LINGER = 1_000;

    private final HttpSettings settings;
    private final Router router;
    private final ResponseWriter writer;
    private final Connections connections;
    private final Forwarding forwarding;
    private final Lane ordinary;
    private final Lane waiting;
    private final Traffic traffic;
    private final Ids ids =
            new Ids(InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());

    Intake(
            HttpSettings settings,
            Router router,
            Connections connections,
            Lane ordinary,
            Lane waiting,
            Traffic traffic) {
        this.settings = settings;
        this.router = router;
        this.writer = new ResponseWriter(settings);
        this.connections = connections;
        this.forwarding = new Forwarding(new TrustedProxies(settings.trustedProxies()));
        this.ordinary = ordinary;
        this.waiting = waiting;
        this.traffic = traffic;
    }

    /** What will be done once the body is there: a route's handler, or an answer that is known already. */
    private record Plan(
            Request.@Nullable Head head, @Nullable Response answer) {}

    /** One request on its way. */
    private record Exchange(HttpServerRequest request, Context context, Connections.Line line, String id, long began) {}

    void take(HttpServerRequest request) {
        Connections.Line line = connections.of(request.connection());
        String id = RequestId.of(request.getHeader("x-request-id"), ids);
        Exchange exchange = new Exchange(request, Vertx.currentContext(), line, id, System.nanoTime());
        if (line.doomed()) {
            return;
        }
        if (!isFramed(request.headers())) {
            refuseBody(exchange, ErrorRenderer.render(Problem.of(ErrorCode.INVALID_REQUEST), Errors.PROBLEM));
            return;
        }
        Plan plan;
        try {
            plan = plan(exchange);
        } catch (RuntimeException e) {
            plan = new Plan(null, ErrorRenderer.render(e, Errors.PROBLEM, id));
        }
        receive(exchange, plan);
    }

    /** What the codec could not read: the connection is not to be trusted any further. */
    void refuseUnreadable(HttpServerRequest request) {
        String id = RequestId.of(null, ids);
        Throwable cause = request.decoderResult().cause();
        boolean headers = cause instanceof TooLongHttpHeaderException;
        Problem problem = Problem.of(headers ? ErrorCode.HEADERS_TOO_LARGE : ErrorCode.INVALID_REQUEST);
        writer.write(
                        request,
                        ErrorRenderer.render(problem, Errors.PROBLEM),
                        id,
                        true,
                        connections.of(request.connection()))
                .onComplete(done -> request.connection().close());
    }

    private Plan plan(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        requireHost(request);
        RawPath path = RawPath.ofTarget(request.uri());
        Router.Match match = router.find(path);
        if (match == null) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        String name = request.method().name();
        if (name.equals("OPTIONS")) {
            return new Plan(null, writer.options(request, match.place().allow()));
        }
        Method method = Method.named(name);
        Route route = method == null ? null : match.place().routes().get(method);
        if (route == null) {
            Problem problem = Problem.of(ErrorCode.METHOD_NOT_ALLOWED);
            return new Plan(
                    null,
                    ErrorRenderer.render(problem, Errors.PROBLEM)
                            .withHeader("allow", match.place().allow()));
        }
        Forwarding.Origin origin = forwarding.origin(exchange.line().peer(), request.isSSL(), request.headers());
        return new Plan(
                new Request.Head(
                        exchange.id(),
                        route,
                        request.uri(),
                        match.values(),
                        request.headers(),
                        origin.address(),
                        settings),
                null);
    }

    /** RFC 9112, section 6.1: where the length of a body is in doubt, so is all that follows on the connection. */
    private static boolean isFramed(MultiMap headers) {
        if (headers.contains("")) {
            return false;
        }
        List<String> encodings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        return encodings.isEmpty()
                || encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked");
    }

    /** RFC 9112, section 3.2: exactly one, without a user. Nothing is ever built from it. */
    private static void requireHost(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return;
        }
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        boolean missing = hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1;
        if (missing || hosts.size() > 1 || hosts.size() == 1 && !isPlainHost(hosts.getFirst())) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "The Host header is missing or malformed.");
        }
    }

    private static boolean isPlainHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7f || "@/\\?#,".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    private void receive(Exchange exchange, Plan plan) {
        HttpServerRequest request = exchange.request();
        MultiMap headers = request.headers();
        long announced = announced(headers.get(HttpHeaders.CONTENT_LENGTH));
        if (announced < 0 || announced > settings.bodyLimit()) {
            refuseBody(exchange, plan);
            return;
        }
        if (headers.contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
        BodyReader body = new BodyReader(settings.bodyLimit(), (int) announced, plan.answer() == null);
        request.handler(chunk -> {
            if (!body.take(chunk)) {
                refuseBody(exchange, plan);
            }
        });
        request.endHandler(end -> {
            if (!body.overflowed()) {
                exchange.line().asked();
                proceed(exchange, plan, body.bytes());
            }
        });
        request.exceptionHandler(gone -> {});
    }

    /** Zero where nothing is announced, negative where what is announced is no length. */
    private static long announced(@Nullable String contentLength) {
        if (contentLength == null) {
            return 0;
        }
        boolean plain = !contentLength.isEmpty() && contentLength.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!plain) {
            return -1;
        }
        return contentLength.length() > 18 ? Long.MAX_VALUE : Long.parseLong(contentLength);
    }

    private void refuseBody(Exchange exchange, Plan plan) {
        Request.Head head = plan.head();
        Response answer = plan.answer();
        Errors style = head == null ? Errors.PROBLEM : head.route().errors();
        refuseBody(exchange, answer == null ? ErrorRenderer.render(TOO_LARGE, style) : answer);
    }

    /** Answers at once; goes on to swallow what comes until the client has read that, lest a reset eat the answer. */
    private void refuseBody(Exchange exchange, Response answer) {
        HttpServerRequest request = exchange.request();
        request.handler(chunk -> {});
        request.endHandler(end -> {});
        request.exceptionHandler(gone -> {});
        if (request.version() == HttpVersion.HTTP_2) {
            // RFC 9113, section 8.1: the other streams of this connection live on.
            writer.write(request, answer, exchange.id(), false, exchange.line())
                    .onComplete(written -> request.response().reset(0));
            return;
        }
        exchange.line().doom();
        writer.write(request, answer, exchange.id(), true, exchange.line());
        exchange.context().owner().setTimer(LINGER, time -> request.connection().close());
    }

    private void proceed(Exchange exchange, Plan plan, byte[] body) {
        Request.Head head = plan.head();
        Response answer = plan.answer();
        if (head == null || answer != null) {
            answer(exchange, answer == null ? Response.empty(500) : answer, null);
            return;
        }
        Route route = head.route();
        Lane lane = route.waiting() ? waiting : ordinary;
        Lane.Entry entry = lane.run(() -> {
            Response made = handle(route, new Request(head, body));
            exchange.context().runOnContext(on -> answer(exchange, made, route));
        });
        if (entry != Lane.Entry.BEGUN) {
            boolean closing = entry == Lane.Entry.CLOSED;
            write(exchange, ErrorRenderer.render(FULL, route.errors()), route, closing);
        }
    }

    private static Response handle(Route route, Request request) {
        MDC.put("request", request.id());
        try {
            Response response = Objects.requireNonNull(route.guarded().handle(request), "a handler answers");
            if (request.leftUnchecked()) {
                throw new IllegalStateException(route + " answered without asking whether its fields fit");
            }
            return response;
        } catch (Throwable e) {
            return refusal(e, route, request.id());
        }
    }

    /** Even a refusal that cannot be rendered is an answer. */
    private static Response refusal(Throwable thrown, Route route, String id) {
        try {
            return ErrorRenderer.render(thrown, route.errors(), id);
        } catch (Throwable e) {
            e.addSuppressed(thrown);
            return ErrorRenderer.render(e, route.errors(), id);
        }
    }

    private void answer(Exchange exchange, Response response, @Nullable Route route) {
        write(exchange, response, route, ordinary.closed());
    }

    private void write(Exchange exchange, Response response, @Nullable Route route, boolean last) {
        // Before it is sent: whoever has the answer finds it counted.
        traffic.answered(route, response.status(), System.nanoTime() - exchange.began());
        exchange.line().answering();
        try {
            writer.write(exchange.request(), response, exchange.id(), last, exchange.line())
                    .onComplete(written -> {
                        exchange.line().answered();
                        if (last && exchange.request().version() != HttpVersion.HTTP_2) {
                            exchange.request().connection().close();
                        }
                    });
        } catch (RuntimeException e) {
            LOG.error("request {}: its answer cannot be written", exchange.id(), e);
            exchange.request().connection().close();
        }
        if (ACCESS.isDebugEnabled()) {
            ACCESS.debug(
                    "{} {} {} {} us {} {}",
                    exchange.request().method(),
                    route == null ? "-" : route.pattern(),
                    response.status(),
                    (System.nanoTime() - exchange.began()) / 1_000,
                    exchange.line().peer(),
                    exchange.id());
        }
    }
}
