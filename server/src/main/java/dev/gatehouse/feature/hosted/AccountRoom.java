package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.AccountLinks.Way;
import dev.gatehouse.domain.identities.AccountLinks.Ways;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.PasswordAddition;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /account}: where people see how they may come into their account, and change that. Whoever changes it has proved
 * a moment ago who they are, or does so first.
 */
public final class AccountRoom {
    /**
     * What the room needs.
     *
     * @param departure where a browser begins to link an identity of a provider
     */
    public record Needs(
            HostedDesk desk,
            AccountLinks links,
            PasswordAddition passwords,
            Function<UUID, Optional<Account>> find,
            BiFunction<Linking, String, String> departure) {}

    private static final String HERE = "/account";
    private static final String PASSWORD = "/account/password";
    /** Says that somebody comes from a form, where they have proved once more who they are. */
    private static final String PROVEN = "proven";

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public AccountRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk();
        this.flows = desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, desk.refusing(this::show));
        routes.open(Method.GET, "/account/link/{provider}", desk.refusing(this::link));
        routes.open(Method.POST, "/account/unlink/{provider}", desk.refusing(this::unlink));
        routes.open(Method.GET, PASSWORD, desk.refusing(this::password));
        routes.open(Method.POST, PASSWORD, desk.refusing(this::passwordChosen));
    }

    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        Session session = visitor.session();
        Optional<Account> account =
                session == null ? Optional.empty() : needs.find().apply(session.account());
        if (account.isEmpty()) {
            String unlinked = request.query("unlinked");
            return Response.redirect(FlowDesk.with("/sign-in", "unlinked", unlinked));
        }
        return page(request, visitor, account.get(), 200, notice(request));
    }

    private Response page(Request request, Visitor visitor, Account account, int status, @Nullable Notice notice) {
        AccountView view = view(account, needs.links().of(account.id()), notice);
        return flows.answer(visitor, desk.pages().account(desk.pages().context(request), status, view));
    }

    private AccountView view(Account account, Ways ways, @Nullable Notice notice) {
        return new AccountView(
                account.label(),
                account.name(),
                account.email(),
                account.emailVerified(),
                ways.password(),
                ways.password() ? null : PASSWORD,
                ways.identities().stream().map(this::row).toList(),
                desk.addable(ways.identities().stream()
                        .map(way -> way.identity().provider())
                        .collect(Collectors.toSet())),
                notice);
    }

    private AccountView.LinkRow row(Way way) {
        Identity identity = way.identity();
        return new AccountView.LinkRow(
                identity.provider(),
                desk.displayName(identity.provider()),
                desk.preset(identity.provider()),
                identity.label(),
                identity.linkedAt(),
                identity.usedAt(),
                way.removable());
    }

    private @Nullable Notice notice(Request request) {
        if (request.query("password") != null) {
            return Notice.passwordAdded();
        }
        return desk.returned(request);
    }

    private Response link(Request request) {
        String provider = request.pathValue("provider");
        desk.requireProvider(provider);
        Visitor visitor = flows.visitor(request);
        Session session = visitor.session();
        if (session == null || !flows.fresh(session)) {
            return again(visitor, session, HERE + "/link/" + provider + "?" + PROVEN + "=yes");
        }
        Linking linking = new Linking(session.account(), session.id(), null);
        String address = needs.departure().apply(linking, provider);
        if (request.query(PROVEN) == null) {
            return Response.redirect(address);
        }
        ProviderButton to = new ProviderButton(provider, desk.displayName(provider), address, desk.preset(provider));
        return desk.pages().onward(desk.pages().context(request), new OnwardView(to));
    }

    private Response unlink(Request request) {
        SameOrigin.require(request);
        String provider = request.pathValue("provider");
        Visitor visitor = flows.visitor(request);
        Session session = visitor.session();
        if (session == null || !flows.fresh(session)) {
            return again(visitor, session, HERE);
        }
        try {
            needs.links().unlink(session.account(), provider, Origins.of(request));
        } catch (Problem problem) {
            // Nothing that the page of a moment ago, or of another tab, could have known.
            if (problem.code() != ErrorCode.LAST_SIGN_IN_METHOD && problem.code() != ErrorCode.NOT_FOUND) {
                throw problem;
            }
            Pagewise.throwUnlessPage(request, problem);
            Notice notice = Notice.of(problem);
            if (problem.code() == ErrorCode.NOT_FOUND) {
                desk.requireProvider(provider);
                notice = Notice.unlinked(desk.displayName(provider));
            }
            return page(request, visitor, account(session), problem.code().status(), notice);
        }
        return Response.redirect(FlowDesk.with(HERE, "unlinked", provider));
    }

    private Response password(Request request) {
        Visitor visitor = flows.visitor(request);
        Session session = visitor.session();
        return session == null || !flows.fresh(session)
                ? again(visitor, session, PASSWORD)
                : passwordPage(request, session, 200, null, List.of());
    }

    private Response passwordChosen(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Session session = visitor.session();
        if (session == null || !flows.fresh(session)) {
            return again(visitor, session, PASSWORD);
        }
        Fields form = request.form();
        try {
            String password = form.secret("password", ProfileFields.PASSWORD_LENGTH);
            form.check();
            needs.passwords().add(session.account(), session.id(), password, "password", Origins.of(request));
        } catch (Problem problem) {
            int status = problem.code().status();
            Response page = passwordPage(request, session, status, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
        return Response.redirect(HERE + "?password=added");
    }

    private Response passwordPage(
            Request request, Session session, int status, @Nullable Notice notice, List<Problem.FieldError> problems) {
        PasswordView view = new PasswordView("", account(session).label(), problems, notice, HERE);
        return desk.pages().password(desk.pages().context(request), status, view);
    }

    private Account account(Session session) {
        return needs.find().apply(session.account()).orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED));
    }

    /** To prove once more who they are, and back. */
    private Response again(Visitor visitor, @Nullable Session session, String path) {
        UUID required = session == null ? null : session.account();
        return flows.goTo(visitor, "/sign-in", flows.start(Continuation.own(path), required));
    }
}
