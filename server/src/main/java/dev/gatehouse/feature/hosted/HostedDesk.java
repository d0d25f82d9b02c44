package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.WrongLinks;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Handler;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.pages.PageContext;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all hosted pages share: who asks, in which language, which providers there are, and how a refusal looks. */
public final class HostedDesk implements Pagewise {
    private static final Logger LOG = LoggerFactory.getLogger(HostedDesk.class);
    private static final String START = "/sign-in";
    /** What addresses tell, by the parameter that names a provider. */
    private static final Map<String, Function<String, Notice>> TOLD = Map.of(
            "cancelled", Notice::cancelled,
            "elsewhere", Notice::elsewhere,
            "untold", Notice::untold,
            "linked", Notice::linked,
            "unlinked", Notice::unlinked);

    private final HostedPages pages;
    private final FlowDesk flows;
    private final FlowSettings settings;
    private final ProviderDirectory providers;
    private final WrongLinks wrong;

    public HostedDesk(
            HostedPages pages, FlowDesk flows, FlowSettings settings, ProviderDirectory providers, WrongLinks wrong) {
        this.pages = pages;
        this.flows = flows;
        this.settings = settings;
        this.providers = providers;
        this.wrong = wrong;
    }

    HostedPages pages() {
        return pages;
    }

    FlowDesk flows() {
        return flows;
    }

    FlowSettings settings() {
        return settings;
    }

    WrongLinks wrongLinks() {
        return wrong;
    }

    /**
     * For whom a page of this sign-in is; its forms may lead on to where the sign-in leads, and it stays the same sign-in in
     * another language.
     */
    PageContext context(Request request, Flow flow, String sealed) {
        return leading(request, flow, "flow", sealed);
    }

    /** The same for a page that carries something else from one language to another. */
    PageContext leading(Request request, Flow flow, String name, String value) {
        PageContext context = pages.context(request).carrying(name, value).withCalls();
        Continuation to = flow.continuation();
        return to.ownPage() ? context : context.leadingTo(URI.create(to.returnTo()));
    }

    /** What people sign in for; null where it is this server's own page. */
    static @Nullable String application(Flow flow) {
        Continuation to = flow.continuation();
        return to.ownPage() ? null : URI.create(to.returnTo()).getHost();
    }

    /** Every provider, as a way to go on with this sign-in. */
    List<ProviderButton> buttons(Visitor visitor, Flow flow) {
        List<Provider> all = providers.enabled();
        return all.isEmpty() ? List.of() : buttons(all, flows.seal(visitor, flow));
    }

    /** These alone of the providers. */
    List<ProviderButton> buttons(Visitor visitor, Flow flow, Collection<String> names) {
        List<Provider> some = providers.enabled().stream()
                .filter(provider -> names.contains(provider.name()))
                .toList();
        return some.isEmpty() ? List.of() : buttons(some, flows.seal(visitor, flow));
    }

    /** Those of these providers that may tell when somebody last signed in there. */
    List<String> tellingTime(Collection<String> names) {
        return providers.enabled().stream()
                .filter(Provider::tellsTime)
                .map(Provider::name)
                .filter(names::contains)
                .toList();
    }

    private static List<ProviderButton> buttons(List<Provider> some, String sealed) {
        return some.stream()
                .map(provider -> new ProviderButton(
                        provider.name(),
                        provider.displayName(),
                        "/auth/" + provider.name() + "?flow=" + sealed,
                        provider.preset()))
                .toList();
    }

    List<ProviderButton> addable(Set<String> linked) {
        return providers.enabled().stream()
                .filter(provider -> !linked.contains(provider.name()))
                .map(provider -> new ProviderButton(
                        provider.name(), provider.displayName(), "/account/link/" + provider.name(), provider.preset()))
                .toList();
    }

    /** How people call a provider, be it there or not. */
    String displayName(String provider) {
        return providers.find(provider).map(Provider::displayName).orElse(provider);
    }

    String preset(String provider) {
        return providers.find(provider).map(Provider::preset).orElse("");
    }

    /** What the address of a page says has come of a provider, a link or a passkey just now; null where that is nothing. */
    @Nullable
    Notice returned(Request request) {
        for (var told : TOLD.entrySet()) {
            String provider = request.query(told.getKey());
            if (provider != null && providers.find(provider).isPresent()) {
                return told.getValue().apply(displayName(provider));
            }
        }
        if (request.query("recovered") != null) {
            return Notice.done("recovered");
        }
        return Notice.ofPasskey(request.query("passkey"));
    }

    /** A page of a sign-in. */
    @FunctionalInterface
    interface Page {
        Response of(Request request, Visitor visitor, Flow flow);
    }

    /** A form of a sign-in. */
    @FunctionalInterface
    interface Form {
        Response sent(Request request, Visitor visitor, Flow flow, Fields form);
    }

    /** Shows a page of a sign-in under way in this browser; where there is none it begins anew. */
    Handler showing(Page page) {
        return refusing(request -> {
            Visitor visitor = flows.visitor(request);
            String sealed = request.query("flow");
            return flows.open(visitor, sealed)
                    .map(flow -> page.of(request, visitor, flow))
                    .orElseGet(() -> FlowDesk.startAgain(sealed));
        });
    }

    /**
     * Takes a form of a sign-in under way in this browser, sent from a page of this server; where there is none it begins
     * anew.
     */
    Handler taking(Form taken) {
        return refusing(request -> {
            SameOrigin.require(request);
            Visitor visitor = flows.visitor(request);
            Fields form = request.form();
            String sealed = form.optionalText("flow", FlowDesk.LONGEST);
            return flows.open(visitor, sealed)
                    .map(flow -> taken.sent(request, visitor, flow, form))
                    .orElseGet(() -> FlowDesk.startAgain(sealed));
        });
    }

    @Override
    public Handler refusing(Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (Problem problem) {
                Pagewise.throwUnlessPage(request, problem);
                LOG.debug("request {} refused: {}: {}", request.id(), problem.code(), problem.getMessage());
                return refusal(request, problem);
            } catch (RuntimeException failure) {
                if (!Pagewise.wantsPage(request)) {
                    throw failure;
                }
                LOG.error("request {} failed", request.id(), failure);
                return refusal(request, Problem.of(ErrorCode.SERVER_ERROR));
            }
        };
    }

    /**
     * The same as {@link #refusing} for what a letter's link leads to, where a link that does not work any more has a page of
     * its own, and is counted.
     *
     * @param gone that page, for somebody who is signed in or nobody
     */
    Handler mailed(Handler handler, Function<Boolean, LinkGoneView> gone) {
        return refusing(request -> {
            try {
                return handler.handle(request);
            } catch (Problem problem) {
                if (problem.code() != ErrorCode.LINK_EXPIRED) {
                    throw problem;
                }
                wrong.count(request);
                Pagewise.throwUnlessPage(request, problem);
                boolean signedIn = flows.visitor(request).session() != null;
                return pages.linkGone(pages.context(request), gone.apply(signedIn));
            }
        });
    }

    private Response refusal(Request request, Problem problem) {
        return pages.refusal(pages.context(request), request, problem, again(request));
    }

    /** Where somebody starts again who was on the way somewhere: that is still known, though the way has ended. */
    private static String again(Request request) {
        String sealed = request.query(request.path().endsWith("/callback") ? "state" : "flow");
        return FlowDesk.with(START, "flow", sealed);
    }
}
