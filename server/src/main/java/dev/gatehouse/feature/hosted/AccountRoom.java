package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.AccountLinks.Way;
import dev.gatehouse.domain.identities.AccountLinks.Ways;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.FactorRules;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /account}: where people see how their account stands, and from where they look after all of it. What leads into
 * it from other providers is linked and unlinked here; every other part has pages of its own.
 */
public final class AccountRoom {
    /**
     * What the room needs.
     *
     * @param parts what has pages of its own, in the order in which it is shown
     * @param departure where a browser begins to link an identity of a provider
     */
    public record Needs(
            AccountDesk accounts,
            Database database,
            ProviderDirectory providers,
            AccountLinks links,
            FactorRules rules,
            List<AccountPart> parts,
            BiFunction<Linking, String, String> departure) {
        public Needs {
            parts = List.copyOf(parts);
        }
    }

    private static final String HERE = AccountDesk.HOME;
    /** Says that somebody comes from a form, where they have proved once more who they are. */
    private static final String PROVEN = "proven";
    /** What addresses tell of what was done on a page of a part. */
    private static final String DONE = "done";

    private static final Map<String, Notice> TOLD = Map.of(
            "password-added", Notice.passwordAdded(),
            "password-changed", Notice.done("password_changed"),
            "password-removed", Notice.done("password_removed"),
            "profile-changed", Notice.done("profile_changed"));

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public AccountRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.accounts().desk();
        this.flows = desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, desk.refusing(this::show));
        routes.open(Method.GET, "/account/link/{provider}", desk.refusing(this::link));
        routes.open(Method.POST, "/account/unlink/{provider}", needs.accounts().submitted(HERE, this::unlink));
    }

    /** Back to the first page, which says what was done. */
    static Response back(String done) {
        return Response.redirect(HERE + "?" + DONE + "=" + done);
    }

    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        Optional<Owner> owner = needs.accounts().owner(visitor);
        return owner.isEmpty()
                ? Response.redirect(FlowDesk.with("/sign-in", "unlinked", request.query("unlinked")))
                : flows.answer(visitor, page(request, owner.get(), 200, notice(request)));
    }

    private Response page(Request request, Owner owner, int status, @Nullable Notice notice) {
        Ways ways = needs.links().of(owner.id());
        List<AccountRow> rows = needs.database().read(sql -> needs.parts().stream()
                .map(part -> part.row(sql, owner.account()))
                .toList());
        AccountView view = new AccountView(
                owner.account().label(),
                owner.account().name(),
                owner.account().email(),
                owner.account().emailVerified(),
                rows,
                ways.identities().stream().map(this::row).toList(),
                desk.addable(ways.identities().stream()
                        .map(way -> way.identity().provider())
                        .collect(Collectors.toSet())),
                notice);
        return desk.pages().account(desk.pages().context(request), status, view);
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
        String done = request.query(DONE);
        return done != null && TOLD.containsKey(done) ? TOLD.get(done) : desk.returned(request);
    }

    private Response link(Request request) {
        String provider = request.pathValue("provider");
        needs.providers().require(provider);
        Visitor visitor = flows.visitor(request);
        Session session = visitor.session();
        if (session == null || !flows.freshness().holds(session)) {
            return needs.accounts().again(visitor, session, HERE + "/link/" + provider + "?" + PROVEN + "=yes");
        }
        Linking linking = new Linking(session.account(), session.id(), null);
        String address = needs.departure().apply(linking, provider);
        if (request.query(PROVEN) == null) {
            return Response.redirect(address);
        }
        ProviderButton to = new ProviderButton(provider, desk.displayName(provider), address, desk.preset(provider));
        return desk.pages().onward(desk.pages().context(request), new OnwardView(to));
    }

    private Response unlink(Request request, Owner owner) {
        String provider = request.pathValue("provider");
        try {
            Fields form = request.form();
            AccountLinks.Ending ending = new AccountLinks.Ending(
                    OtherSessions.ticked(form), owner.session().id());
            form.check();
            needs.links()
                    .unlink(
                            owner.id(),
                            provider,
                            transaction -> {
                                needs.rules()
                                        .requireOwner(
                                                transaction,
                                                owner.id(),
                                                owner.session().id());
                                return true;
                            },
                            ending,
                            Origins.of(request));
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.INSUFFICIENT_USER_AUTHENTICATION) {
                return needs.accounts().againWithBoth(owner.visitor(), owner.session(), HERE);
            }
            // Nothing that the page of a moment ago, or of another tab, could have known.
            if (problem.code() != ErrorCode.LAST_SIGN_IN_METHOD && problem.code() != ErrorCode.NOT_FOUND) {
                throw problem;
            }
            Pagewise.throwUnlessPage(request, problem);
            Notice notice = Notice.of(problem);
            if (problem.code() == ErrorCode.NOT_FOUND) {
                needs.providers().require(provider);
                notice = Notice.unlinked(desk.displayName(provider));
            }
            return page(request, owner, problem.code().status(), notice);
        }
        return Response.redirect(FlowDesk.with(HERE, "unlinked", provider));
    }
}
