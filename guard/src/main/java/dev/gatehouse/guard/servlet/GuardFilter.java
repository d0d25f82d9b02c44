package dev.gatehouse.guard.servlet;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.guard.GuardException;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.Requirement;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request pass only with a good access token and, where one is asked for, a permission. Which paths it guards is for
 * the container's own mapping to say: one filter for each requirement, and no second reading of paths that could differ from
 * the first. A servlet behind it asks {@link #caller} and may ask more of the caller itself; a refusal thrown there is
 * rendered here.
 */
public final class GuardFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final System.Logger LOG = System.getLogger(GuardFilter.class.getName());
    private static final String CALLER = AuthContext.class.getName();

    private final transient Guard guard;
    private final transient @Nullable Requirement requirement;

    private GuardFilter(Guard guard, @Nullable Requirement requirement) {
        this.guard = guard;
        this.requirement = requirement;
    }

    /** Everybody with a good token passes. */
    public static GuardFilter signedIn(Guard guard) {
        return new GuardFilter(guard, null);
    }

    /** Those with this permission pass. */
    public static GuardFilter requiring(Guard guard, String permission) {
        return requiring(guard, Requirement.one(permission));
    }

    /** Those who meet this requirement pass. */
    public static GuardFilter requiring(Guard guard, Requirement requirement) {
        return new GuardFilter(guard, requirement);
    }

    /**
     * Who calls.
     *
     * @throws IllegalStateException where no {@link GuardFilter} stands before the servlet
     */
    public static AuthContext caller(ServletRequest request) {
        if (request.getAttribute(CALLER) instanceof AuthContext caller) {
            return caller;
        }
        throw new IllegalStateException("No GuardFilter is mapped to this path");
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            AuthContext caller = guard.authenticate(authorization(request));
            if (requirement != null) {
                caller.require(requirement);
            }
            request.setAttribute(CALLER, caller);
            chain.doFilter(request, response);
        } catch (GuardException refusal) {
            if (response.isCommitted()) {
                throw refusal;
            }
            LOG.log(System.Logger.Level.DEBUG, () -> "Refused: " + refusal.getMessage());
            render(refusal, response);
        }
    }

    private static @Nullable String authorization(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders("Authorization");
        if (!values.hasMoreElements()) {
            return null;
        }
        String value = values.nextElement();
        if (values.hasMoreElements()) {
            throw new InvalidToken("more than one Authorization header");
        }
        return value;
    }

    private static void render(GuardException refusal, HttpServletResponse response) throws IOException {
        response.resetBuffer();
        response.setStatus(refusal.status());
        String challenge = refusal.challenge();
        if (challenge != null) {
            response.setHeader("WWW-Authenticate", challenge);
        }
        if (refusal.retryAfter() != null) {
            response.setHeader("Retry-After", Long.toString(refusal.retryAfter().toSeconds()));
        }
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        String body = "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":%s,\"error\":\"%s\"}"
                .formatted(title(refusal.status()), refusal.status(), quoted(refusal.detail()), refusal.error());
        response.setContentLength(body.length());
        write(body, response);
    }

    /** Plain ASCII, so it may go out through whichever of the two the servlet had already begun to use. */
    private static void write(String ascii, HttpServletResponse response) throws IOException {
        try {
            response.getOutputStream().write(ascii.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalStateException e) {
            response.getWriter().write(ascii);
        }
    }

    private static String title(int status) {
        return switch (status) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            default -> "Service Unavailable";
        };
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\' || c < 0x20 || c > 0x7e) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
