package dev.gatehouse.examples.tasks;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Authenticator;
import dev.gatehouse.platform.http.BearerAuthenticator;
import dev.gatehouse.platform.http.Request;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows callers by a guard that is made when it is first needed. */
final class LateGuard implements Authenticator, AutoCloseable {
    private static final Duration GONE_FOR = Duration.ofSeconds(5);

    private final Supplier<Guard> making;
    private volatile @Nullable Authenticator authenticator;
    private @Nullable Guard made;
    private boolean closed;

    LateGuard(Supplier<Guard> making) {
        this.making = making;
    }

    @Override
    public AuthContext authenticate(Request request) {
        Authenticator known = authenticator;
        return (known == null ? make() : known).authenticate(request);
    }

    private synchronized Authenticator make() {
        Authenticator known = authenticator;
        if (known != null) {
            return known;
        }
        if (closed) {
            throw Problem.retryLater(ErrorCode.BUSY, GONE_FOR);
        }
        Guard guard = making.get();
        Authenticator bearer = new BearerAuthenticator(guard);
        made = guard;
        authenticator = bearer;
        return bearer;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (made != null) {
            made.close();
        }
    }
}
