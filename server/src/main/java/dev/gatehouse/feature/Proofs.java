package dev.gatehouse.feature;

import dev.gatehouse.domain.flow.Flow.Proof;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.PasswordSignIn.Proven;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody has shown, as a sign-in carries it. */
public final class Proofs {
    private Proofs() {}

    public static Proof password(Proven proven, Instant now) {
        AuthenticationEvent how = AuthenticationEvent.PASSWORD;
        return new Proof(
                proven.account().id(), how.method(), how.provider(), how.amr(), how.acr(), now, proven.mark(), null);
    }

    /** @param also what was shown beside it; null where nothing was */
    public static Proof provider(Identity identity, Instant now, @Nullable Proof also) {
        AuthenticationEvent how = AuthenticationEvent.provider(identity.provider());
        List<String> amr = new ArrayList<>(how.amr());
        if (also != null) {
            also.amr().stream().filter(method -> !amr.contains(method)).forEach(amr::add);
        }
        String mark = also == null ? null : also.password();
        return new Proof(identity.account(), how.method(), how.provider(), amr, how.acr(), now, mark, identity.id());
    }

    /** That the browser has been signed in, which is a proof for as long as that is fresh. */
    public static Proof session(Session browser) {
        return new Proof(
                browser.account(),
                browser.authMethod(),
                browser.provider(),
                browser.amr(),
                browser.acr(),
                browser.authTime(),
                null,
                null);
    }
}
