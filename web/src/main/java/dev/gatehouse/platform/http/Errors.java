package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.Problem;

/** How a route's refusals look. */
public enum Errors {
    /** RFC 9457: {@code application/problem+json}. */
    PROBLEM,
    /** RFC 6749, section 5.2: {@code error} and {@code error_description}. */
    OAUTH;

    /** The answer to a refusal, as the router gives it: for what describes the answers. */
    public Response answer(Problem problem) {
        return ErrorRenderer.render(problem, this);
    }
}
