package dev.gatehouse.feature.federation;

import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.flow.Flow.Trip;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.flow.Flows;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.upstream.Upstream;
import dev.gatehouse.domain.upstream.UpstreamFailure;
import dev.gatehouse.feature.ContinuationFields;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /auth/providers}, and {@code GET /auth/{provider}}, which sends a browser there. */
public final class DepartureRoom {
    /** What a departure needs. */
    public record Needs(
            ProviderDirectory providers,
            Upstream upstream,
            Flows flows,
            FlowSettings settings,
            FlowDesk desk,
            LinkTickets tickets,
            RateLimits limits,
            SignInLimits rates,
            Pagewise pages,
            String publicUrl) {}

    /**
     * A provider as its users see it.
     *
     * @param signUp whether somebody unknown gets an account
     * @param url where a browser begins
     */
    record Shown(String name, String displayName, String preset, boolean signUp, String url) {}

    record ShownList(List<Shown> providers) {}

    private static final Logger LOG = LoggerFactory.getLogger(DepartureRoom.class);
    private static final int LONGEST_HINT = 320;

    private final Needs needs;

    public DepartureRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/auth/providers", request -> list());
        routes.open(Method.GET, "/auth/{provider}", needs.pages().refusing(this::depart));
    }

    private Response list() {
        List<Shown> shown = needs.providers().enabled().stream()
                .map(provider -> new Shown(
                        provider.name(),
                        provider.displayName(),
                        provider.preset(),
                        provider.signUp(),
                        needs.publicUrl() + "/auth/" + provider.name()))
                .toList();
        return Response.json(200, new ShownList(shown));
    }

    private Response depart(Request request) {
        Provider provider = needs.providers().require(request.pathValue("provider"));
        needs.limits()
                .take("provider", needs.rates().provider(), request.address().limitKey());
        Visitor visitor = needs.desk().visitor(request);
        String ticket = request.query("link");
        Linking linking = ticket == null ? null : needs.tickets().open(ticket, provider.name());
        Flow flow = flow(request, visitor);
        String hint = request.query("login_hint");
        URI there = there(provider, visitor, flow, linking, hint);
        return needs.desk().answer(visitor, Response.redirect(there.toString()));
    }

    /** The one that a page of ours carries on, or a new one; what has expired begins anew and leads where it led. */
    private Flow flow(Request request, Visitor visitor) {
        String sealed = request.query("flow");
        if (sealed == null) {
            return needs.desk().start(ContinuationFields.of(request, needs.settings()), null);
        }
        return needs.desk()
                .open(visitor, sealed)
                .or(() -> needs.desk().lost(visitor, sealed).map(to -> needs.desk()
                        .start(to, null)))
                .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED));
    }

    private URI there(Provider provider, Visitor visitor, Flow flow, @Nullable Linking linking, @Nullable String hint) {
        if (hint != null && hint.length() > LONGEST_HINT) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, "login_hint may have at most 320 characters.");
        }
        Upstream.Secrets secrets = needs.upstream().prepare();
        Trip trip = new Trip(needs.flows().tripId(), provider.name(), secrets.nonce(), secrets.codeVerifier(), linking);
        String state = needs.desk().seal(visitor, flow.travelling(trip));
        try {
            return needs.upstream()
                    .authorizationUrl(
                            provider, callback(needs.publicUrl(), provider), state, secrets, purpose(flow), hint);
        } catch (UpstreamFailure failure) {
            LOG.info("nobody can be sent to {}: {}: {}", provider.name(), failure.reason(), failure.getMessage());
            throw Problem.of(ErrorCode.PROVIDER_FAILED).because(String.valueOf(failure.getMessage()));
        }
    }

    private static Upstream.Purpose purpose(Flow flow) {
        if (flow.continuation().anew() != null || flow.waiting() != null) {
            return Upstream.Purpose.PROVE_ANEW;
        }
        return flow.required() == null ? Upstream.Purpose.SIGN_IN : Upstream.Purpose.BE_SOMEBODY;
    }

    /** Where a provider sends people back to, as it is registered there. */
    static URI callback(String publicUrl, Provider provider) {
        return URI.create(publicUrl + "/auth/" + provider.name() + "/callback");
    }
}
