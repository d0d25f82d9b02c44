package dev.gatehouse.feature.federation;

import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.flow.Flow.Trip;
import dev.gatehouse.domain.flow.Flows;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.upstream.Upstream;
import dev.gatehouse.domain.upstream.UpstreamFailure;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /auth/{provider}/callback}: where a provider sends people back. What comes is believed only where the same browser
 * was sent there, by this server, to this provider, and has not come back before.
 */
public final class CallbackRoom {
    /** What an arrival needs. */
    public record Needs(
            ProviderDirectory providers,
            Upstream upstream,
            Flows flows,
            FlowDesk desk,
            Arrivals arrivals,
            Refusals refusals,
            RateLimits limits,
            SignInLimits rates,
            Pagewise pages,
            String publicUrl) {}

    private static final Logger LOG = LoggerFactory.getLogger(CallbackRoom.class);

    private static final String ACCOUNT = "/account";
    private static final List<String> PARAMETERS =
            List.of("code", "state", "iss", "error", "error_description", "user");

    private final Needs needs;

    public CallbackRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/auth/{provider}/callback", needs.pages().refusing(this::arrive));
        routes.open(Method.POST, "/auth/{provider}/callback", needs.pages().refusing(this::posted));
    }

    /**
     * OAuth 2.0 Form Post Response Mode. A form from another site comes without our cookies, so the browser is sent to ask
     * again, which it then does with them.
     */
    private Response posted(Request request) {
        Fields form = request.form();
        String address = "/auth/" + provider(request).name() + "/callback";
        for (String name : PARAMETERS) {
            address = FlowDesk.with(address, name, form.optionalText(name, FlowDesk.LONGEST));
        }
        form.check();
        return Response.redirect(address);
    }

    private Response arrive(Request request) {
        Provider provider = provider(request);
        needs.limits()
                .take("callback", needs.rates().provider(), request.address().limitKey());
        Visitor visitor = needs.desk().visitor(request);
        Flow flow = needs.desk().require(visitor, request.query("state"));
        Trip trip = flow.trip();
        if (trip == null || !trip.provider().equals(provider.name())) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("an answer of another provider");
        }
        if (!needs.flows().arrive(flow, trip)) {
            needs.refusals().record(request, provider.name(), "replayed");
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("came back before");
        }
        ProvenIdentity proven;
        try {
            proven = redeem(request, provider, trip);
        } catch (UpstreamFailure failure) {
            return failed(request, visitor, flow, trip, failure);
        }
        try {
            return needs.arrivals().arrived(request, visitor, flow.back(), trip.linking(), proven, provider);
        } catch (Problem refused) {
            needs.refusals().record(request, provider.name(), refused.code().code());
            throw refused;
        }
    }

    private Provider provider(Request request) {
        return needs.providers().require(request.pathValue("provider"));
    }

    private ProvenIdentity redeem(Request request, Provider provider, Trip trip) throws UpstreamFailure {
        URI redirectUri = DepartureRoom.callback(needs.publicUrl(), provider);
        Upstream.Callback callback = new Upstream.Callback(
                query(request, "code"),
                query(request, "state"),
                query(request, "error"),
                query(request, "error_description"),
                query(request, "iss"),
                query(request, "user"));
        return needs.upstream()
                .redeem(provider, redirectUri, callback, new Upstream.Secrets(trip.nonce(), trip.codeVerifier()));
    }

    private static @Nullable String query(Request request, String name) {
        String value = request.query(name);
        if (value != null && value.length() > FlowDesk.LONGEST) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, name + " is too long.");
        }
        return value;
    }

    private Response failed(Request request, Visitor visitor, Flow flow, Trip trip, UpstreamFailure failure) {
        String provider = trip.provider();
        LOG.info("sign-in through {} failed: {}: {}", provider, failure.reason(), failure.getMessage());
        needs.refusals().record(request, provider, failure.reason().name().toLowerCase(Locale.ROOT));
        ErrorCode code =
                switch (failure.reason()) {
                    case DENIED_BY_PERSON, DENIED_BY_PROVIDER -> ErrorCode.SIGN_IN_REFUSED;
                    case UNREACHABLE, MISBEHAVED -> ErrorCode.PROVIDER_FAILED;
                };
        Problem problem = Problem.of(code).because(String.valueOf(failure.getMessage()));
        Linking linking = trip.linking();
        if (linking != null && linking.returnTo() != null) {
            String address = FlowDesk.with(linking.returnTo(), "error", code.code());
            return needs.desk().answer(visitor, Response.redirect(FlowDesk.with(address, "provider", provider)));
        }
        Pagewise.throwUnlessPage(request, problem);
        if (failure.reason() != UpstreamFailure.Reason.DENIED_BY_PERSON) {
            throw problem;
        }
        return linking == null
                ? needs.desk().cancelled(visitor, flow.back(), provider)
                : Response.redirect(FlowDesk.with(ACCOUNT, "cancelled", provider));
    }
}
