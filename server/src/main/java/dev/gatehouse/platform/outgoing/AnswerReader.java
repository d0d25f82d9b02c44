package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads an answer as long as it is one that was asked for. All but {@link #answer} runs on the event loop. */
final class AnswerReader {
    private static final int FIRST_FINAL = 200;

    private final String host;
    private final OutgoingRequest asked;
    private final HttpClientRequest line;
    private final CompletableFuture<OutgoingAnswer> answer = new CompletableFuture<>();
    private final Buffer body = Buffer.buffer();

    AnswerReader(String host, OutgoingRequest asked, HttpClientRequest line) {
        this.host = host;
        this.asked = asked;
        this.line = line;
    }

    CompletableFuture<OutgoingAnswer> answer() {
        return answer;
    }

    void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }

    void begin(HttpClientResponse response) {
        OutgoingFailure refusal = refusal(response);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        response.exceptionHandler(this::fail);
        response.handler(this::take);
        response.endHandler(end -> finish(response));
    }

    private @Nullable OutgoingFailure refusal(HttpClientResponse response) {
        if (response.statusCode() < FIRST_FINAL) {
            return failure(Reason.UNEXPECTED, "speaks another protocol");
        }
        String encoding = response.getHeader("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return failure(Reason.UNEXPECTED, "answers in an encoding that nobody asked for");
        }
        String length = response.getHeader("content-length");
        if (length != null && tooLarge(length)) {
            return tooLarge();
        }
        return null;
    }

    private boolean tooLarge(String length) {
        try {
            return Long.parseLong(length) > asked.largest();
        } catch (NumberFormatException unreadable) {
            return true;
        }
    }

    private void take(Buffer chunk) {
        if (answer.isDone()) {
            return;
        }
        if ((long) body.length() + chunk.length() > asked.largest()) {
            refuse(tooLarge());
            return;
        }
        body.appendBuffer(chunk);
    }

    private void refuse(OutgoingFailure refusal) {
        answer.completeExceptionally(refusal);
        line.reset();
    }

    private void finish(HttpClientResponse response) {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .forEach(header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        answer.complete(new OutgoingAnswer(response.statusCode(), headers, body.getBytes()));
    }

    private OutgoingFailure tooLarge() {
        return failure(Reason.TOO_LARGE, "answers with more than " + asked.largest() + " bytes");
    }

    private OutgoingFailure failure(Reason reason, String what) {
        return new OutgoingFailure(reason, host + ": " + what, null);
    }
}
