package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.domain.signin.FactorChanges;
import dev.gatehouse.domain.signin.FactorChanges.Added;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Handler;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.QrCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /account/second-factor}: where people look after their second factors. Whoever changes one has proved a moment ago
 * who they are, with a second factor where there is one, or does so first.
 */
public final class SecondFactorsRoom {
    /** What the room needs; {@code service} is what this service is called, in authenticator apps too. */
    public record Needs(AccountDesk accounts, FactorChanges changes, String service) {}

    /** Where these pages begin. */
    public static final String HERE = "/account/second-factor";

    private static final String ADD = HERE + "/add";
    private static final int CODE_LENGTH = 100;
    private static final int NAME_LENGTH = 64;
    /** What the address of the list may say has just been done. */
    private static final Set<String> DONE = Set.of("added", "renamed", "removed", "mail_on", "mail_off", "forgotten");

    private final Needs needs;
    private final AccountDesk accounts;
    private final HostedPages pages;

    public SecondFactorsRoom(Needs needs) {
        this.needs = needs;
        this.accounts = needs.accounts();
        this.pages = accounts.desk().pages();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, accounts.shown(HERE, this::show));
        routes.open(Method.GET, ADD, accounts.fresh(ADD, strong(ADD, this::add)));
        routes.open(Method.POST, ADD, changing(ADD, this::added));
        routes.open(Method.POST, HERE + "/rename", changing(HERE, this::renamed));
        routes.open(Method.POST, HERE + "/remove", changing(HERE, this::removed));
        routes.open(Method.POST, HERE + "/recovery-codes", changing(HERE, this::renewed));
        routes.open(Method.POST, HERE + "/mail", changing(HERE, this::mail));
        routes.open(Method.POST, HERE + "/forget", accounts.submitted(HERE, this::forget));
    }

    private Response show(Request request, Owner owner) {
        String done = request.query("done");
        Notice notice = done != null && DONE.contains(done) ? Notice.good("factor.done." + done) : null;
        return list(request, owner, 200, notice);
    }

    private Response list(Request request, Owner owner, int status, @Nullable Notice notice) {
        SecondFactorsView view = new SecondFactorsView(needs.changes().overview(owner.id()), notice);
        return pages.secondFactors(pages.context(request), status, view);
    }

    private Response add(Request request, Owner owner) {
        return addPage(request, owner, "", 200, null, List.of());
    }

    private Response added(Request request, Owner owner) {
        Fields form = request.form();
        String name = form.optionalText("device_name", NAME_LENGTH);
        try {
            UUID id = FactorForms.id(form);
            String code = form.secret("code", CODE_LENGTH);
            FactorChanges.Owner changer = changer(request, owner, form);
            form.check();
            Added added = needs.changes().confirm(changer, id, code, name);
            return added.recoveryCodes().isEmpty() ? back("added") : codes(request, owner, added.recoveryCodes());
        } catch (Problem problem) {
            Pagewise.throwUnlessPage(request, problem);
            int status = problem.code().status();
            Response page =
                    addPage(request, owner, name == null ? "" : name, status, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
    }

    private Response addPage(
            Request request,
            Owner owner,
            String name,
            int status,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        Account account = owner.account();
        FactorChanges.Owner changer =
                new FactorChanges.Owner(owner.id(), owner.session().id(), false, Origins.of(request));
        Enrolment begun = needs.changes().begun(changer).orElseGet(() -> needs.changes()
                .begin(changer, Authenticators.USUAL_NAME));
        String uri = begun.uri(needs.service(), account.label());
        AuthenticatorView view = new AuthenticatorView(
                "",
                begun.id().toString(),
                account.label(),
                QrCode.of(uri),
                uri,
                begun.grouped(),
                name,
                false,
                HERE,
                problems,
                notice);
        return pages.authenticator(pages.context(request), status, view);
    }

    private Response codes(Request request, Owner owner, List<String> codes) {
        RecoveryCodesView view = new RecoveryCodesView("", owner.account().label(), codes, HERE);
        return pages.recoveryCodes(pages.context(request), view);
    }

    private Response renamed(Request request, Owner owner) {
        Fields form = request.form();
        String name = form.text("device_name", NAME_LENGTH);
        form.check();
        needs.changes().rename(changer(request, owner, form), FactorForms.id(form), name);
        return back("renamed");
    }

    private Response removed(Request request, Owner owner) {
        Fields form = request.form();
        FactorChanges.Owner changer = changer(request, owner, form);
        form.check();
        needs.changes().remove(changer, FactorForms.id(form));
        return back("removed");
    }

    private Response renewed(Request request, Owner owner) {
        Fields form = request.form();
        FactorChanges.Owner changer = changer(request, owner, form);
        form.check();
        return codes(request, owner, needs.changes().renewRecoveryCodes(changer));
    }

    private Response mail(Request request, Owner owner) {
        Fields form = request.form();
        boolean wanted = form.flag("enabled");
        FactorChanges.Owner changer = changer(request, owner, form);
        form.check();
        needs.changes().chooseEmail(changer, wanted);
        return back(wanted ? "mail_on" : "mail_off");
    }

    private Response forget(Request request, Owner owner) {
        Fields form = request.form();
        Optional<String> one = Optional.ofNullable(form.optionalText("device", CODE_LENGTH));
        form.check();
        needs.changes().forgetDevices(owner.id(), one, Origins.of(request));
        return back("forgotten");
    }

    private static Response back(String done) {
        return Response.redirect(HERE + "?done=" + done);
    }

    private static FactorChanges.Owner changer(Request request, Owner owner, Fields form) {
        boolean endOthers = OtherSessions.ticked(form);
        return new FactorChanges.Owner(owner.id(), owner.session().id(), endOthers, Origins.of(request));
    }

    /** A form that changes something; what is refused is said on the list. */
    private Handler changing(String path, AccountDesk.Page page) {
        AccountDesk.Page saying = (request, owner) -> {
            try {
                return page.of(request, owner);
            } catch (Problem problem) {
                if (problem.code() == ErrorCode.INSUFFICIENT_USER_AUTHENTICATION) {
                    return accounts.againWithBoth(owner.visitor(), owner.session(), path);
                }
                Pagewise.throwUnlessPage(request, problem);
                int status = problem.code().status();
                return HostedPages.withHeadersOf(problem, list(request, owner, status, Notice.refusal(problem)));
            }
        };
        return accounts.submitted(path, strong(path, saying));
    }

    /** For whoever has shown a second factor, where there is one: a browser that was spared it has not. */
    private AccountDesk.Page strong(String path, AccountDesk.Page page) {
        return (request, owner) -> {
            boolean both = owner.session().how().twoFactors()
                    || !needs.changes().overview(owner.id()).held().asks();
            return both ? page.of(request, owner) : accounts.againWithBoth(owner.visitor(), owner.session(), path);
        };
    }
}
