package dev.gatehouse.feature;

import dev.gatehouse.domain.flow.Flow.Proof;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.PasswordSignIn.Proven;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What somebody has shown, as a sign-in carries it. */
public final class Proofs {
    private Proofs() {}

    public static Proof password(Proven proven, Instant now) {
        AuthenticationEvent how = AuthenticationEvent.PASSWORD;
        return new Proof(
                proven.account().id(), how.method(), how.provider(), how.amr(), how.acr(), now, proven.mark(), null);
    }

    /** By an identity that is linked to the account. */
    public static Proof provider(Identity identity, Instant now) {
        AuthenticationEvent how = AuthenticationEvent.provider(identity.provider());
        return new Proof(
                identity.account(), how.method(), how.provider(), how.amr(), how.acr(), now, null, identity.id());
    }

    /** By what was shown, together with an identity that is linked with it: people came in by that provider. */
    public static Proof linked(Proof shown, String provider) {
        AuthenticationEvent how = AuthenticationEvent.provider(provider);
        List<String> amr = new ArrayList<>(how.amr());
        shown.amr().stream().filter(method -> !amr.contains(method)).forEach(amr::add);
        return new Proof(
                shown.account(),
                how.method(),
                how.provider(),
                amr,
                how.acr(),
                shown.at(),
                shown.password(),
                shown.identity());
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
