package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import dev.gatehouse.platform.outgoing.Outgoing;
import dev.gatehouse.platform.outgoing.OutgoingAnswer;
import dev.gatehouse.platform.outgoing.OutgoingFailure;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import tools.jackson.databind.JsonNode;

/** Asks providers for JSON, and says in one way what went wrong. */
final class Remote {
    /** What came back, whatever its status. */
    record Answer(int status, JsonNode json) {}

    private static final int TOO_MANY = 429;
    private static final int LOWEST_OUT_OF_ORDER = 500;

    private final Outgoing http;

    Remote(Outgoing http) {
        this.http = http;
    }

    /** The JSON of a successful answer. */
    JsonNode read(OutgoingRequest request) throws UpstreamFailure {
        OutgoingAnswer answer = send(request);
        if (!answer.successful()) {
            throw unexpected(request, answer);
        }
        return json(request, answer);
    }

    /** An answer that may be a refusal; one without readable JSON is a failure. */
    Answer ask(OutgoingRequest request) throws UpstreamFailure {
        OutgoingAnswer answer = send(request);
        boolean refusal = answer.status() >= 400 && answer.status() < LOWEST_OUT_OF_ORDER;
        if (!answer.successful() && (!refusal || answer.status() == TOO_MANY)) {
            throw unexpected(request, answer);
        }
        try {
            return new Answer(answer.status(), json(request, answer));
        } catch (UpstreamFailure e) {
            throw refusal ? unexpected(request, answer) : e;
        }
    }

    OutgoingAnswer send(OutgoingRequest request) throws UpstreamFailure {
        try {
            return http.send(request);
        } catch (OutgoingFailure e) {
            Reason reason =
                    switch (e.reason()) {
                        case UNREACHABLE, TIMEOUT -> Reason.UNREACHABLE;
                        case FORBIDDEN, TOO_LARGE, UNEXPECTED -> Reason.MISBEHAVED;
                    };
            String host = request.uri().getHost() + ": ";
            String message = String.valueOf(e.getMessage());
            String rest = message.startsWith(host) ? message.substring(host.length()) : message;
            throw UpstreamFailure.of(reason, place(request) + ": " + rest, e);
        }
    }

    /** What to say of an answer with a status that is of no use. */
    static UpstreamFailure unexpected(OutgoingRequest request, OutgoingAnswer answer) {
        boolean away = answer.status() >= LOWEST_OUT_OF_ORDER || answer.status() == TOO_MANY;
        return UpstreamFailure.of(
                away ? Reason.UNREACHABLE : Reason.MISBEHAVED, place(request) + " answered " + answer.status());
    }

    static JsonNode json(OutgoingRequest request, OutgoingAnswer answer) throws UpstreamFailure {
        try {
            return Json.read(answer.body());
        } catch (MalformedJson e) {
            // The parser's own words quote what came; the operator needs to know only where.
            throw UpstreamFailure.misbehaved(place(request) + " answered with something that is no strict JSON");
        }
    }

    /** What was asked where, without the query, in which a provider may have put anything. */
    private static String place(OutgoingRequest request) {
        return "the " + request.purpose() + " endpoint at " + request.uri().getHost();
    }
}
