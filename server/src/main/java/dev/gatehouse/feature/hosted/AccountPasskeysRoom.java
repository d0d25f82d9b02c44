package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Passkey;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.signin.PasskeyChanges;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.PasskeyAnswers;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Handler;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.json.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /account/passkeys}: where people look after their passkeys. */
public final class AccountPasskeysRoom {
    private static final String HERE = "/account/passkeys";
    private static final int NAME_LENGTH = 64;

    private final AccountDesk accounts;
    private final FlowDesk flows;
    private final HostedPages pages;
    private final PasskeyChanges changes;
    private final Ceremonies ceremonies;

    public AccountPasskeysRoom(AccountDesk accounts, PasskeyChanges changes, Ceremonies ceremonies) {
        this.accounts = accounts;
        this.flows = accounts.desk().flows();
        this.pages = accounts.desk().pages();
        this.changes = changes;
        this.ceremonies = ceremonies;
    }

    /** What somebody does with a form. */
    private interface Act {
        /** @return what the address of the next page tells */
        String by(Request request, Fields form, Owner owner);
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, accounts.fresh(HERE, this::show));
        routes.open(Method.POST, HERE + "/options", this::options);
        routes.open(Method.POST, HERE, doing(this::added));
        routes.open(Method.POST, HERE + "/{id}/name", doing(this::renamed));
        routes.open(Method.POST, HERE + "/{id}/remove", doing(this::removed));
        routes.open(Method.POST, HERE + "/second-factor", doing(this::asked));
    }

    private Response show(Request request, Owner owner) {
        return page(request, owner, 200, Notice.ofPasskeys(request.query("done")), List.of());
    }

    private Response options(Request request) {
        SameOrigin.require(request);
        request.form();
        Owner owner = accounts.owner(flows.visitor(request))
                .filter(found -> flows.freshness().holds(found.session()))
                .orElseThrow(() -> Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION));
        return Response.json(200, changes.options(owner.id(), here(owner)));
    }

    private String added(Request request, Fields form, Owner owner) {
        String name = form.optionalText("name", NAME_LENGTH);
        boolean endOthers = OtherSessions.ticked(form);
        NewPasskey made = ceremonies.made(PasskeyAnswers.made(form), here(owner));
        changes.add(owner.id(), owner.session().id(), endOthers, made, name, Origins.of(request));
        return "added";
    }

    private String renamed(Request request, Fields form, Owner owner) {
        UUID id = PathIds.of(request);
        String name = form.text("name", NAME_LENGTH).strip();
        form.check();
        // Of nothing but spaces nothing is left: it keeps the name that it has.
        if (!name.isEmpty()) {
            changes.rename(owner.id(), owner.session().id(), id, name, Origins.of(request));
        }
        return "renamed";
    }

    private String removed(Request request, Fields form, Owner owner) {
        UUID id = PathIds.of(request);
        boolean endOthers = OtherSessions.ticked(form);
        form.check();
        changes.remove(owner.id(), id, owner.session().id(), endOthers, Origins.of(request));
        return "removed";
    }

    private String asked(Request request, Fields form, Owner owner) {
        boolean wanted = form.flag("enabled");
        boolean endOthers = OtherSessions.ticked(form);
        form.check();
        changes.ask(owner.id(), owner.session().id(), wanted, endOthers, Origins.of(request));
        return wanted ? "asked" : "not_asked";
    }

    private Handler doing(Act act) {
        return accounts.submitted(HERE, (request, owner) -> {
            Fields form = request.form();
            try {
                return Response.redirect(HERE + "?done=" + act.by(request, form, owner));
            } catch (Problem problem) {
                Pagewise.throwUnlessPage(request, problem);
                return refused(request, owner, problem);
            }
        });
    }

    private Response refused(Request request, Owner owner, Problem problem) {
        if (problem.code() == ErrorCode.INSUFFICIENT_USER_AUTHENTICATION) {
            return accounts.againWithBoth(owner.visitor(), owner.session(), HERE);
        }
        if (problem.code() == ErrorCode.NOT_FOUND) {
            // Gone meanwhile, in another tab: the page that follows shows it.
            return Response.redirect(HERE);
        }
        boolean named =
                problem.fields().stream().allMatch(field -> field.field().equals("name"));
        boolean making = request.path().equals(HERE);
        Notice notice = making ? Notice.refusedPasskey() : Notice.of(problem);
        Response page = page(request, owner, problem.code().status(), notice, named ? problem.fields() : List.of());
        return HostedPages.withHeadersOf(problem, page);
    }

    private Response page(
            Request request, Owner owner, int status, @Nullable Notice notice, List<Problem.FieldError> problems) {
        PasskeyChanges.Listed listed = changes.of(owner.id());
        PasskeysView view = new PasskeysView(
                listed.passkeys().stream()
                        .map(passkey -> row(passkey, listed.removable().contains(passkey.id())))
                        .toList(),
                listed.asked(),
                accepted(owner.id(), listed.passkeys()),
                problems,
                notice);
        return pages.passkeys(pages.context(request), status, view);
    }

    private static PasskeysView.Row row(Passkey passkey, boolean removable) {
        return new PasskeysView.Row(
                passkey.id(),
                passkey.name(),
                passkey.backupEligible(),
                passkey.createdAt(),
                passkey.usedAt(),
                removable);
    }

    /** As {@code PublicKeyCredential.signalAllAcceptedCredentials} takes it. */
    private String accepted(UUID account, List<Passkey> all) {
        return Json.text(Map.of(
                "rpId",
                ceremonies.party().id(),
                "userId",
                Ceremonies.userHandle(account),
                "allAcceptedCredentialIds",
                all.stream().map(Passkey::credential).toList()));
    }

    private static Place here(Owner owner) {
        return Place.browser(owner.visitor().key());
    }
}
