package dev.gatehouse.platform.http;

import dev.gatehouse.guard.Forbidden;
import dev.gatehouse.guard.GuardException;
import dev.gatehouse.guard.GuardUnavailable;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.NotAuthenticated;
import dev.gatehouse.guard.StepUpRequired;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a refusal becomes an answer. What nobody expected becomes {@code server_error}, logged once. */
final class ErrorRenderer {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorRenderer.class);
    private static final String CHALLENGE = "Bearer realm=\"gatehouse\"";

    private ErrorRenderer() {}

    /** The answer to what a handler or check threw. */
    static Response render(Throwable thrown, Errors style, String requestId) {
        return switch (thrown) {
            case Problem problem -> {
                note(problem, requestId);
                yield render(problem, style);
            }
            case GuardException refused -> render(refused, style);
            case InterruptedException woken -> render(Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)), style);
            default -> {
                LOG.error("request {} failed", requestId, thrown);
                yield render(
                        Problem.of(
                                ErrorCode.SERVER_ERROR,
                                ErrorCode.SERVER_ERROR.sentence() + " Request " + requestId + "."),
                        style);
            }
        };
    }

    /** The answer to a refusal. */
    static Response render(Problem problem, Errors style) {
        ErrorCode code = problem.code();
        Response response = style == Errors.OAUTH ? oauth(problem) : problem(problem);
        if (response.status() == 401) {
            response = response.withHeader("www-authenticate", challenge(problem));
        } else if (code == ErrorCode.INSUFFICIENT_PERMISSIONS) {
            response = response.withHeader("www-authenticate", CHALLENGE + ", error=\"insufficient_scope\"");
        }
        if (response.status() == 429 || response.status() == 503) {
            response = response.withHeader("retry-after", Long.toString(seconds(problem)));
        }
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    private static Response render(GuardException refused, Errors style) {
        return switch (refused) {
            case NotAuthenticated none -> render(Problem.of(ErrorCode.NOT_AUTHENTICATED), style);
            case InvalidToken bad -> {
                LOG.debug("token refused: {}", bad.getMessage());
                yield render(Problem.of(ErrorCode.INVALID_TOKEN), style);
            }
            case StepUpRequired more ->
                render(
                        Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION, more.detail())
                                .with(Map.of("www-authenticate", more.challenge())),
                        style);
            case Forbidden lacking -> render(Problem.of(ErrorCode.INSUFFICIENT_PERMISSIONS, lacking.detail()), style);
            case GuardUnavailable unsure -> {
                LOG.warn("tokens cannot be checked: {}", unsure.getMessage(), unsure.getCause());
                yield render(Problem.retryLater(ErrorCode.BUSY, unsure.retryAfter()), style);
            }
        };
    }

    private static void note(Problem problem, String requestId) {
        // What a client gets wrong is no news, and must not let it fill the log with stack traces.
        boolean ours = problem.code().status() >= 500;
        if (ours && (problem.getCause() != null || problem.code() == ErrorCode.SERVER_ERROR)) {
            LOG.warn("request {} refused: {}", requestId, problem.code().code(), problem);
        } else if (LOG.isDebugEnabled()) {
            LOG.debug("request {} refused: {}: {}", requestId, problem.code().code(), problem.getMessage());
        }
    }

    private static Response problem(Problem problem) {
        ErrorCode code = problem.code();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", HttpResponseStatus.valueOf(code.status()).reasonPhrase());
        body.put("status", code.status());
        body.put("detail", problem.detail());
        body.put("error", code.code());
        if (!problem.fields().isEmpty()) {
            body.put("errors", problem.fields());
        }
        body.putAll(problem.members());
        return Response.json(code.status(), body).withHeader("content-type", "application/problem+json");
    }

    /** RFC 6749, section 5.2: what does not fit is 400 {@code invalid_request} there. */
    private static Response oauth(Problem problem) {
        ErrorCode code = problem.code();
        String error =
                switch (code) {
                    case INVALID_CREDENTIALS, INVALID_CODE, INVALID_REFRESH_TOKEN -> "invalid_grant";
                    case INVALID_GRANT,
                            UNSUPPORTED_GRANT_TYPE,
                            INVALID_TOKEN,
                            MFA_REQUIRED,
                            MFA_ENROLMENT_REQUIRED,
                            SERVER_ERROR -> code.code();
                    case NOT_AUTHENTICATED -> "invalid_client";
                    case INSUFFICIENT_PERMISSIONS -> "insufficient_scope";
                    case TOO_MANY_REQUESTS, BUSY -> "temporarily_unavailable";
                    default -> "invalid_request";
                };
        int status = code == ErrorCode.VALIDATION_FAILED ? 400 : code.status();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", describable(description(problem)));
        body.putAll(problem.members());
        return Response.json(status, body);
    }

    private static String description(Problem problem) {
        List<Problem.FieldError> fields = problem.fields();
        return fields.isEmpty()
                ? problem.detail()
                : fields.stream()
                        .map(field -> field.field() + ": " + field.message())
                        .collect(Collectors.joining(" "));
    }

    /** The characters that RFC 6749, section 5.2 allows there. */
    private static String describable(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.append(c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? (char) c : '\''));
        return plain.toString();
    }

    /** RFC 6750, section 3: no error code where no credentials came. */
    private static String challenge(Problem problem) {
        ErrorCode code = problem.code();
        return switch (code) {
            // RFC 9470, section 3, for the latter.
            case INVALID_TOKEN, INSUFFICIENT_USER_AUTHENTICATION ->
                CHALLENGE + ", error=\"" + code.code() + "\", error_description=\"" + code.sentence() + '"';
            default -> CHALLENGE;
        };
    }

    private static long seconds(Problem problem) {
        Duration after = problem.retryAfter();
        return after == null ? 1 : Math.max(1, after.plusNanos(999_999_999).toSeconds());
    }
}
