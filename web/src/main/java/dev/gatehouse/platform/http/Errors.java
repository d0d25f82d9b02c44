package dev.gatehouse.platform.http;

/** How a route's refusals look. */
public enum Errors {
    /** RFC 9457: {@code application/problem+json}. */
    PROBLEM,
    /** RFC 6749, section 5.2: {@code error} and {@code error_description}. */
    OAUTH
}
