package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;

/** Tells a change that this site's own pages ask for from one that another site makes a browser send. */
public final class SameOrigin {
    private SameOrigin() {}

    /**
     * To be asked before anything is changed on the strength of a cookie.
     *
     * <p>A form on a page under {@code Referrer-Policy: no-referrer}, as all of ours are, comes with {@code Origin: null}
     * (Fetch, section 3.2), which says nothing: then, as without one, the browser's {@code Sec-Fetch-Site} decides, which
     * no page can set.
     *
     * @throws Problem {@link ErrorCode#CROSS_ORIGIN} unless {@code Origin} is exactly the public one or, where it says
     *     nothing, {@code Sec-Fetch-Site} is {@code same-origin}; without both headers too
     */
    public static void require(Request request) {
        String origin = request.header("origin");
        boolean same = origin == null || origin.equals("null")
                ? "same-origin".equals(request.header("sec-fetch-site"))
                : origin.equals(request.publicOrigin());
        if (!same) {
            throw Problem.of(ErrorCode.CROSS_ORIGIN);
        }
    }
}
