package dev.gatehouse.platform.http;

/** Answers one request in plain blocking code. What it throws becomes a problem. */
@FunctionalInterface
public interface Handler {
    /** The answer; a {@link dev.gatehouse.kernel.Problem} thrown is rendered, anything else is a 500. */
    Response handle(Request request) throws Exception;
}
