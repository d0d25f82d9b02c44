package dev.gatehouse.feature;

import dev.gatehouse.domain.flow.Flow.Anew;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Request;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a sign-in is to lead: {@code return_to}, {@code state}, {@code code_challenge},
 * {@code code_challenge_method}, {@code delivery}, {@code acr_values}, {@code prompt} and {@code max_age} of the query.
 */
public final class ContinuationFields {
    private static final int LONGEST_STATE = 512;
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private ContinuationFields() {}

    /**
     * Where it leads; to the account's own page where the query does not say.
     *
     * @throws Problem {@link ErrorCode#INVALID_REQUEST} for an address that is not registered exactly so, and for
     *     anything else that does not fit: nobody is led on with half of what was asked for
     */
    public static Continuation of(Request request, FlowSettings settings) {
        String returnTo = request.query("return_to");
        String state = request.query("state");
        String challenge = request.query("code_challenge");
        String method = request.query("code_challenge_method");
        String delivery = request.query("delivery");
        if (returnTo == null) {
            require(state == null && challenge == null && method == null, "return_to is missing.");
            require(delivery == null || delivery.equals("cookie"), "A code needs a return_to that it is sent to.");
            return new Continuation("/account", null, null, true, acr(request), anew(request));
        }
        require(settings.allows(returnTo), "return_to is not registered here (signin.return_to), exactly as it is.");
        require(state == null || state.length() <= LONGEST_STATE, "state may have at most 512 characters.");
        require(fits(challenge, method), "code_challenge is the base64url of a SHA-256, and its method S256.");
        require(
                delivery == null || delivery.equals("code") || delivery.equals("cookie"),
                "delivery is code or cookie.");
        boolean cookies = "cookie".equals(delivery);
        require(!cookies || challenge == null, "A code_challenge needs a code.");
        return new Continuation(returnTo, state, challenge, cookies, acr(request), anew(request));
    }

    /**
     * How old a proof may be at most, in seconds (OpenID Connect Core, section 3.1.2.1); null where the query does not say.
     *
     * @throws Problem {@link ErrorCode#INVALID_REQUEST}
     */
    public static @Nullable Duration maxAge(Request request) {
        String seconds = request.query("max_age");
        require(seconds == null || SECONDS.matcher(seconds).matches(), "max_age is a number of seconds.");
        return seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds));
    }

    /** A front end that says how old a proof may be wants that one; one that wants people asked may have its own reasons. */
    private static @Nullable Anew anew(Request request) {
        String prompt = request.query("prompt");
        require(prompt == null || prompt.equals("login"), "prompt is login, or nothing.");
        if (maxAge(request) != null) {
            return Anew.REQUIRED;
        }
        return prompt == null ? null : Anew.WISHED;
    }

    /** RFC 7636, section 4.3; {@code plain} is not taken. */
    private static boolean fits(@Nullable String challenge, @Nullable String method) {
        return challenge == null
                ? method == null
                : CHALLENGE.matcher(challenge).matches() && (method == null || method.equals("S256"));
    }

    /** What this server knows of the classes that were asked for; others are a wish (OpenID Connect Core, section 3.1.2.1). */
    private static @Nullable String acr(Request request) {
        String values = request.query("acr_values");
        return values == null
                ? null
                : Stream.of(values.split(" ", LONGEST_STATE))
                        .filter(value -> value.equals(AuthenticationEvent.ONE_FACTOR)
                                || value.equals(AuthenticationEvent.TWO_FACTORS))
                        .findFirst()
                        .orElse(null);
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, sentence);
        }
    }
}
