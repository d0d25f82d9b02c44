package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.verification.EmailChanges;
import dev.gatehouse.domain.verification.Verifications;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /account/email}: the address of an account. Whoever changes it has proved a moment ago who they are, or does so
 * first; the change is made once the new address has confirmed it.
 */
public final class AccountEmailRoom {
    static final String HERE = "/account/email";
    private static final String CHANGE = HERE + "/change";
    private static final int LENGTH = 320;
    /** What the page's address tells has just been done. */
    private static final Map<String, Notice> TOLD = Map.of(
            "sent", Notice.told("change_sent"),
            "resent", Notice.told("letter_sent"),
            "verified", Notice.done("email_verified"),
            "changed", Notice.done("email_changed"),
            "cancelled", Notice.told("change_cancelled"),
            "removed", Notice.done("email_removed"));

    /** Why an address may have to stay. */
    private static final Set<ErrorCode> SAID =
            Set.of(ErrorCode.CONFLICT, ErrorCode.LAST_SIGN_IN_METHOD, ErrorCode.LAST_SECOND_FACTOR);

    private final AccountDesk accounts;
    private final HostedPages pages;
    private final Verifications verifications;
    private final EmailChanges changes;

    public AccountEmailRoom(AccountDesk accounts, Verifications verifications, EmailChanges changes) {
        this.accounts = accounts;
        this.pages = accounts.desk().pages();
        this.verifications = verifications;
        this.changes = changes;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, accounts.shown(HERE, this::show));
        routes.open(Method.POST, HERE + "/resend", accounts.shown(HERE, this::resend));
        routes.open(Method.POST, HERE + "/cancel", accounts.shown(HERE, this::cancel));
        routes.open(Method.POST, HERE + "/remove", accounts.submitted(HERE, strong(HERE, this::remove)));
        routes.open(
                Method.GET,
                CHANGE,
                accounts.fresh(
                        CHANGE, strong(CHANGE, (request, owner) -> form(request, owner, 200, null, true, null))));
        routes.open(Method.POST, CHANGE, accounts.submitted(CHANGE, strong(CHANGE, this::changed)));
    }

    /** For whoever has shown a second factor, where there is one: a browser that was spared it has not. */
    private AccountDesk.Page strong(String path, AccountDesk.Page page) {
        return (request, owner) -> owner.session().how().twoFactors() || !changes.asksForBoth(owner.id())
                ? page.of(request, owner)
                : accounts.againWithBoth(owner.visitor(), owner.session(), path);
    }

    private Response show(Request request, Owner owner) {
        Notice notice = TOLD.entrySet().stream()
                .filter(told -> request.query(told.getKey()) != null)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        return page(request, owner.account(), 200, notice);
    }

    private Response page(Request request, Account account, int status, @Nullable Notice notice) {
        EmailView view = new EmailView(
                account.email(),
                account.emailVerified(),
                account.email() != null && !account.emailVerified() && verifications.possible(),
                changes.waits(account.id()),
                account.email() != null && account.username() != null,
                notice);
        return pages.email(pages.context(request), status, view);
    }

    private Response resend(Request request, Owner owner) {
        SameOrigin.require(request);
        verifications.ask(owner.id());
        return Response.redirect(HERE + "?resent=yes");
    }

    private Response cancel(Request request, Owner owner) {
        SameOrigin.require(request);
        changes.cancel(owner.id(), Origins.of(request));
        return Response.redirect(HERE + "?cancelled=yes");
    }

    private Response remove(Request request, Owner owner) {
        Fields form = request.form();
        boolean endOthers = OtherSessions.ticked(form);
        form.check();
        try {
            changes.remove(owner.id(), owner.session().id(), endOthers, Origins.of(request));
        } catch (Problem problem) {
            if (!SAID.contains(problem.code())) {
                throw problem;
            }
            Pagewise.throwUnlessPage(request, problem);
            return page(request, owner.account(), problem.code().status(), Notice.of(problem));
        }
        return Response.redirect(HERE + "?removed=yes");
    }

    private Response changed(Request request, Owner owner) {
        Fields form = request.form();
        String typed = form.optionalText("email", LENGTH);
        boolean endOthers = OtherSessions.ticked(form);
        try {
            EmailAddress email = ProfileFields.requiredEmail(form);
            String language = pages.context(request).texts().language().tag();
            Origin from = Origins.of(request);
            EmailChanges.Wish wish =
                    new EmailChanges.Wish(owner.id(), email.address(), endOthers, language, from.network());
            changes.begin(wish, owner.session().id(), from);
        } catch (Problem problem) {
            int status = problem.code().status();
            return HostedPages.withHeadersOf(problem, form(request, owner, status, typed, endOthers, problem));
        }
        return Response.redirect(HERE + "?sent=yes");
    }

    private Response form(
            Request request,
            Owner owner,
            int status,
            @Nullable String typed,
            boolean endOthers,
            @Nullable Problem problem) {
        NewEmailView view = new NewEmailView(
                owner.account().email(),
                typed,
                endOthers,
                problem == null ? List.of() : problem.fields(),
                problem == null ? null : Notice.of(problem));
        return pages.newEmail(pages.context(request), status, view);
    }
}
