package dev.gatehouse.feature.mfa;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.FactorOverview;
import dev.gatehouse.domain.factors.RecoveryCodes;
import dev.gatehouse.domain.factors.RememberedDevices.Device;
import dev.gatehouse.domain.signin.FactorChanges;
import dev.gatehouse.domain.signin.FactorChanges.Added;
import dev.gatehouse.domain.signin.FactorChanges.Owner;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * {@code /auth/mfa}: the second factors of whoever calls. A change wants a fresh sign-in, and a second factor in it where
 * there is one.
 */
public final class FactorsRoom {
    /** What the room needs; {@code service} is what this service is called, in authenticator apps too. */
    public record Needs(
            FactorChanges changes,
            Function<UUID, FactorOverview> overview,
            Function<UUID, Optional<Account>> find,
            Freshness freshness,
            String service) {}

    /** An authenticator app. */
    record AppView(UUID id, String name, Instant createdAt, Instant usedAt) {}

    /** @param few whether it is time for new ones */
    record RecoveryCodesView(int left, boolean few) {}

    /** @param available whether the account could choose it */
    record EmailView(boolean available, boolean enabled) {}

    /** @param asked whether one is asked for after any other first proof */
    record PasskeysView(int count, boolean asked) {}

    /** What an account has; {@code required} where the operator wants it to have a second factor. */
    record FactorsView(
            boolean required,
            boolean asked,
            List<AppView> totp,
            RecoveryCodesView recoveryCodes,
            EmailView email,
            PasskeysView passkeys,
            List<Device> rememberedDevices) {}

    /** Recovery codes, shown this once. */
    record NewCodes(List<String> recoveryCodes) {}

    private static final String APP = "/auth/mfa/totp/{id}";

    private final Needs needs;

    public FactorsRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/mfa", this::show);
        routes.guarded(Method.POST, "/auth/mfa/totp", this::begin);
        routes.guarded(Method.POST, APP + "/confirm", this::confirm);
        routes.guarded(Method.PATCH, APP, this::rename);
        routes.guarded(Method.DELETE, APP, this::remove);
        routes.guarded(Method.POST, "/auth/mfa/recovery-codes", this::renew);
        routes.guarded(Method.PUT, "/auth/mfa/email", this::email);
        routes.guarded(Method.DELETE, "/auth/mfa/devices", this::forgetAll);
        routes.guarded(Method.DELETE, "/auth/mfa/devices/{id}", this::forget);
    }

    private Response show(Request request, AuthContext caller) {
        FactorOverview has = needs.overview().apply(UUID.fromString(caller.subject()));
        return Response.json(
                200,
                new FactorsView(
                        has.required(),
                        has.held().asks(),
                        has.authenticators().stream().map(FactorsRoom::view).toList(),
                        new RecoveryCodesView(
                                has.held().recoveryCodes(),
                                has.held().any() && has.held().recoveryCodes() <= RecoveryCodes.FEW),
                        new EmailView(has.emailAvailable(), has.held().byEmail()),
                        new PasskeysView(has.held().passkeys(), has.held().asksForPasskey()),
                        has.devices()));
    }

    private static AppView view(Authenticators.Authenticator app) {
        return new AppView(app.id(), app.name(), app.confirmedAt(), app.usedAt());
    }

    private Response begin(Request request, AuthContext caller) {
        Fields body = request.optionalJson();
        String name = MfaRoom.name(body);
        body.check();
        Owner owner = owner(request, caller, false);
        Account account = needs.find().apply(owner.account()).orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN)
                .because("the account is gone"));
        var begun = needs.changes().begin(owner, name);
        return Response.json(201, EnrolmentView.of(begun, needs.service(), account));
    }

    private Response confirm(Request request, AuthContext caller) {
        Fields body = request.json();
        String code = body.secret("code", MfaRoom.CODE_LENGTH);
        boolean endOthers = OtherSessions.end(body);
        body.check();
        Added added = needs.changes().confirm(owner(request, caller, endOthers), PathIds.of(request), code, null);
        return Response.json(200, new NewCodes(added.recoveryCodes()));
    }

    private Response rename(Request request, AuthContext caller) {
        Fields body = request.json();
        String name = body.text("name", MfaRoom.NAME_LENGTH).strip();
        if (name.isEmpty()) {
            body.refuse("name", "This is required.");
        }
        body.check();
        needs.changes().rename(owner(request, caller, false), PathIds.of(request), name);
        return Response.noContent();
    }

    private Response remove(Request request, AuthContext caller) {
        needs.changes().remove(owner(request, caller, OtherSessions.end(request)), PathIds.of(request));
        return Response.noContent();
    }

    private Response renew(Request request, AuthContext caller) {
        Fields body = request.optionalJson();
        boolean endOthers = OtherSessions.end(body);
        body.check();
        return Response.json(200, new NewCodes(needs.changes().renewRecoveryCodes(owner(request, caller, endOthers))));
    }

    private Response email(Request request, AuthContext caller) {
        Fields body = request.json();
        Boolean wanted = body.optionalFlag("enabled");
        if (wanted == null) {
            body.refuse("enabled", "must be true or false");
        }
        boolean endOthers = OtherSessions.end(body);
        body.check();
        needs.changes().chooseEmail(owner(request, caller, endOthers), Boolean.TRUE.equals(wanted));
        return Response.noContent();
    }

    private Response forgetAll(Request request, AuthContext caller) {
        needs.changes().forgetDevices(UUID.fromString(caller.subject()), Optional.empty(), Origins.of(request));
        return Response.noContent();
    }

    private Response forget(Request request, AuthContext caller) {
        Optional<String> id = Optional.of(request.pathValue("id"));
        if (needs.changes().forgetDevices(UUID.fromString(caller.subject()), id, Origins.of(request)) == 0) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return Response.noContent();
    }

    private Owner owner(Request request, AuthContext caller, boolean endOthers) {
        needs.freshness().require(caller);
        if (caller.sessionId() == null) {
            throw Problem.of(ErrorCode.INVALID_TOKEN).because("a token without a session");
        }
        return new Owner(
                UUID.fromString(caller.subject()), UUID.fromString(caller.sessionId()), endOthers, Origins.of(request));
    }
}
