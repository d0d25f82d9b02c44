package dev.gatehouse.feature.passkeys;

import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Passkey;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.signin.PasskeyChanges;
import dev.gatehouse.domain.signin.PasswordRemoval;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.PasskeyAnswers;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /auth/passkeys}: the caller's passkeys, and {@code DELETE /auth/password} for whoever needs none beside them. */
public final class PasskeysRoom {
    private static final int NAME_LENGTH = 64;

    /**
     * A passkey as its owner sees it.
     *
     * @param credentialId as browsers know it, in base64url
     * @param model the authenticator's AAGUID as it says
     * @param synced whether it may be on several devices
     * @param backedUp whether it was at its last use
     * @param removable whether another way in would be left
     */
    record PasskeyView(
            UUID id,
            String name,
            String credentialId,
            UUID model,
            List<String> transports,
            boolean synced,
            boolean backedUp,
            boolean userVerified,
            @Nullable Boolean discoverable,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            boolean removable) {}

    /**
     * All of them, and what a browser is to be told so that it offers no others.
     *
     * @param secondFactor whether one is asked for after any other first proof
     */
    record PasskeyList(List<PasskeyView> passkeys, boolean secondFactor, String rpId, String userId) {}

    private final PasskeyChanges changes;
    private final Ceremonies ceremonies;
    private final PasswordRemoval passwords;
    private final Freshness freshness;

    public PasskeysRoom(PasskeyChanges changes, Ceremonies ceremonies, PasswordRemoval passwords, Freshness freshness) {
        this.changes = changes;
        this.ceremonies = ceremonies;
        this.passwords = passwords;
        this.freshness = freshness;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/passkeys", this::list);
        routes.guarded(Method.POST, "/auth/passkeys/register/options", this::options);
        routes.guarded(Method.POST, "/auth/passkeys", this::add);
        routes.guarded(Method.PATCH, "/auth/passkeys/{id}", this::rename);
        routes.guarded(Method.DELETE, "/auth/passkeys/{id}", this::remove);
        routes.guarded(Method.PUT, "/auth/mfa/passkeys", this::ask);
        routes.guarded(Method.DELETE, "/auth/password", this::removePassword);
    }

    private Response list(Request request, AuthContext caller) {
        UUID account = Callers.account(caller);
        PasskeyChanges.Listed listed = changes.of(account);
        List<PasskeyView> views = listed.passkeys().stream()
                .map(passkey -> view(passkey, listed.removable().contains(passkey.id())))
                .toList();
        PasskeyList list =
                new PasskeyList(views, listed.asked(), ceremonies.party().id(), Ceremonies.userHandle(account));
        return Response.json(200, list);
    }

    private static PasskeyView view(Passkey passkey, boolean removable) {
        return new PasskeyView(
                passkey.id(),
                passkey.name(),
                passkey.credential(),
                passkey.aaguid(),
                passkey.transports(),
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.userVerified(),
                passkey.discoverable(),
                passkey.createdAt(),
                passkey.usedAt(),
                removable);
    }

    private Response options(Request request, AuthContext caller) {
        freshness.require(caller);
        return Response.json(200, changes.options(Callers.account(caller), Place.session(Callers.session(caller))));
    }

    private Response add(Request request, AuthContext caller) {
        freshness.require(caller);
        Fields body = request.json();
        String name = body.optionalText("name", NAME_LENGTH);
        boolean endOthers = OtherSessions.end(body);
        NewPasskey made = ceremonies.made(PasskeyAnswers.made(body), Place.session(Callers.session(caller)));
        UUID session = Callers.session(caller);
        Passkey passkey = changes.add(Callers.account(caller), session, endOthers, made, name, Origins.of(request));
        return Response.json(201, view(passkey, true));
    }

    private Response rename(Request request, AuthContext caller) {
        freshness.require(caller);
        UUID id = PathIds.of(request);
        Fields body = request.json();
        String name = body.text("name", NAME_LENGTH).strip();
        if (name.isEmpty()) {
            body.refuse("name", "This is required.");
        }
        body.check();
        Passkey passkey =
                changes.rename(Callers.account(caller), Callers.session(caller), id, name, Origins.of(request));
        boolean removable = changes.of(Callers.account(caller)).removable().contains(id);
        return Response.json(200, view(passkey, removable));
    }

    private Response remove(Request request, AuthContext caller) {
        freshness.require(caller);
        changes.remove(
                Callers.account(caller),
                PathIds.of(request),
                Callers.session(caller),
                OtherSessions.end(request),
                Origins.of(request));
        return Response.noContent();
    }

    private Response ask(Request request, AuthContext caller) {
        freshness.require(caller);
        Fields body = request.json();
        Boolean enabled = body.optionalFlag("enabled");
        if (enabled == null && !body.given("enabled")) {
            body.refuse("enabled", "This is required.");
        }
        boolean endOthers = OtherSessions.end(body);
        body.check();
        changes.ask(
                Callers.account(caller),
                Callers.session(caller),
                Boolean.TRUE.equals(enabled),
                endOthers,
                Origins.of(request));
        return Response.noContent();
    }

    private Response removePassword(Request request, AuthContext caller) {
        freshness.require(caller);
        passwords.remove(
                Callers.account(caller), Callers.session(caller), OtherSessions.end(request), Origins.of(request));
        return Response.noContent();
    }
}
