package dev.gatehouse.mocks;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The addresses of all providers, {@code /mock/{provider}/…}. */
final class Routing {
    private static final String ANY = "/mock/{provider}";
    private static final String DISCOVERY = "/.well-known/openid-configuration";

    private final MockProviders providers;
    private final ControlPage control;

    Routing(MockProviders providers) {
        this.providers = providers;
        this.control = new ControlPage(providers);
    }

    static String prefix(String provider) {
        return "/mock/" + provider;
    }

    void addTo(Routes routes) {
        routes.open(Method.GET, "/mock", request -> control.show());
        routes.open(Method.POST, "/mock", control::change);
        routes.open(Method.GET, ANY + DISCOVERY, request -> back(request).discovery(request, ""));
        routes.open(Method.GET, ANY + "/{tenant}/v2.0" + DISCOVERY, this::tenantDiscovery);
        routes.open(Method.GET, ANY + "/keys", request -> back(request).keys(request));
        routes.open(Method.GET, ANY + "/authorize", this::authorize);
        routes.open(Method.POST, ANY + "/authorize", this::decide);
        routes.open(Method.POST, ANY + "/token", request -> back(request).token(request));
        routes.open(Method.GET, ANY + "/userinfo", request -> back(request).userinfo(request));
        routes.open(Method.GET, ANY + "/userinfo/emails", this::emails);
    }

    private Response tenantDiscovery(Request request) throws Exception {
        if (provider(request).flavour() != Flavour.MICROSOFT) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return back(request).discovery(request, request.pathValue("tenant"));
    }

    private Response emails(Request request) throws Exception {
        if (provider(request).flavour() != Flavour.GITHUB) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return back(request).emails(request);
    }

    /**
     * The page on which somebody chooses who they are. {@code mock_auto} chooses without it: an id, {@code 1} for whom
     * {@code login_hint} means (else Ada), {@code refuse} to refuse.
     */
    private Response authorize(Request request) {
        MockProvider provider = provider(request);
        Map<String, String> sent = Sent.of(request.query());
        Authorization authorization = provider.authorization();
        try {
            return switch (authorization.read(sent)) {
                case Authorization.Read.Refused refused -> sendBack(refused.answer());
                case Authorization.Read.Good good -> ask(provider, good.ask(), sent.get("mock_auto"));
            };
        } catch (Refusal refusal) {
            return ChooserPage.refusal(provider, refusal);
        }
    }

    private Response ask(MockProvider provider, Ask ask, @Nullable String auto) {
        Authorization authorization = provider.authorization();
        Person next = provider.takeNext();
        if (next == null && auto != null) {
            if (auto.equals("refuse")) {
                return sendBack(authorization.refusedByPerson(ask));
            }
            String hint = auto.equals("1") ? Objects.requireNonNullElse(ask.hint(), Person.ADA.id()) : auto;
            next = providers.person(hint);
        }
        return next == null
                ? ChooserPage.show(provider, ask, providers.people(), authorization.show(ask))
                : sendBack(authorization.approved(ask, next));
    }

    /** Needs no check of where the form comes from: only who has seen the page knows its {@code request}. */
    private Response decide(Request request) {
        MockProvider provider = provider(request);
        Map<String, String> sent = Sent.of(request.form());
        Authorization authorization = provider.authorization();
        Ask ask = authorization.shown(sent.get("request"));
        if (ask == null) {
            return ChooserPage.refusal(
                    provider, new Refusal("invalid_request", "This page is too old. Start again where you came from."));
        }
        String choice = sent.getOrDefault("person", "");
        if (choice.equals("refuse")) {
            return sendBack(authorization.refusedByPerson(ask));
        }
        Person person = choice.equals("other") ? ChooserPage.typed(sent) : providers.person(choice);
        return person == null
                ? ChooserPage.show(provider, ask, providers.people(), String.valueOf(sent.get("request")))
                : sendBack(authorization.approved(ask, person));
    }

    private static Response sendBack(Answer answer) {
        return answer.formPost()
                ? ChooserPage.send(answer)
                : Response.redirect(answer.uri().toString());
    }

    private MockProvider provider(Request request) {
        MockProvider provider = providers.find(request.pathValue("provider"));
        if (provider == null) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return provider;
    }

    private BackChannel back(Request request) {
        BackChannel back = providers.backChannel(request.pathValue("provider"));
        if (back == null || !provider(request).flavour().openIdConnect() && isOpenIdOnly(request)) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return back;
    }

    private static boolean isOpenIdOnly(Request request) {
        return request.path().endsWith("/keys") || request.path().endsWith(DISCOVERY);
    }
}
