package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.platform.pages.QrCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody adds an authenticator app: on the way in, or to their account. Its form sends {@code flow}, {@code id},
 * {@code code}, and to an account {@code name} and {@code end_other_sessions}. On the way in a passkey will do as well, which
 * is sent as {@code credential}.
 *
 * @param flow the sealed flow; empty where the account is open already
 * @param uri what the QR code says, for an app on the same device
 * @param key for whoever types it
 * @param name that was typed; null on the way in, where it has its usual one
 * @param byMail whether codes by mail may be chosen instead
 * @param backHref where one goes without
 */
public record AuthenticatorView(
        String flow,
        String id,
        String accountLabel,
        QrCode qr,
        String uri,
        String key,
        @Nullable String name,
        boolean byMail,
        String backHref,
        List<FieldError> problems,
        @Nullable Notice notice) {
    static final List<String> FIELDS = List.of("code", "device_name");

    public AuthenticatorView {
        problems = List.copyOf(problems);
    }

    /** Whether somebody has to do this to get in. */
    public boolean onTheWayIn() {
        return !flow.isEmpty();
    }
}
