package dev.gatehouse.platform.outgoing;

/** Asks other hosts. Whatever goes out of this server goes through here. */
@FunctionalInterface
public interface Outgoing {
    /**
     * Sends one request and reads the whole answer; blocks until then. Any status is an answer, but for
     * redirects.
     *
     * @throws OutgoingFailure where there is no answer that may be used
     */
    OutgoingAnswer send(OutgoingRequest request) throws OutgoingFailure;
}
