package dev.gatehouse.platform.http;

import org.jspecify.annotations.Nullable;

/** Is told of every answer, on the event loop: it takes note and returns at once. */
@FunctionalInterface
public interface Traffic {
    /**
     * A request was answered.
     *
     * @param route what was asked; null where the request led to no route
     * @param status what is answered
     * @param nanos since the request's head was there
     */
    void answered(@Nullable Route route, int status, long nanos);
}
