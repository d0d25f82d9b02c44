package dev.gatehouse.feature;

import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Handler;
import dev.gatehouse.platform.http.Request;
import java.util.Locale;

/** Tells people in front of a browser, who want a page, from programs, which want JSON. */
public interface Pagewise {
    /** The same handler, where a person who is refused gets a page that says so, and a program a problem. */
    Handler refusing(Handler handler);

    /** Whether the answer is for a person to read (RFC 9110, section 12.5.1). */
    static boolean wantsPage(Request request) {
        String accept = request.header("accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /**
     * For programs.
     *
     * @throws Problem always, where the answer is for a program
     */
    static void throwUnlessPage(Request request, Problem problem) {
        if (!wantsPage(request)) {
            throw problem;
        }
    }
}
