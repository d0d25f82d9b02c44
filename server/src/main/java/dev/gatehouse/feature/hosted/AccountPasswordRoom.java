package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.signin.PasswordAddition;
import dev.gatehouse.domain.signin.PasswordChange;
import dev.gatehouse.domain.signin.PasswordRemoval;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /account/password}: where an account gets a password or another one, or parts with one that it does not need. */
public final class AccountPasswordRoom {
    private static final String HERE = "/account/password";

    private final AccountDesk accounts;
    private final HostedPages pages;
    private final PasswordAddition addition;
    private final PasswordChange change;
    private final PasswordRemoval removal;
    private final Predicate<UUID> asksForBoth;

    /** @param asksForBoth whether an account has a second factor that is asked for */
    public AccountPasswordRoom(
            AccountDesk accounts,
            PasswordAddition addition,
            PasswordChange change,
            PasswordRemoval removal,
            Predicate<UUID> asksForBoth) {
        this.accounts = accounts;
        this.pages = accounts.desk().pages();
        this.addition = addition;
        this.change = change;
        this.removal = removal;
        this.asksForBoth = asksForBoth;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, accounts.shown(HERE, this::show));
        routes.open(Method.POST, HERE, accounts.sent(HERE, this::chosen));
        routes.open(Method.POST, HERE + "/remove", accounts.submitted(HERE, this::removed));
    }

    private Response show(Request request, Owner owner) {
        return proves(owner, addition.hasPassword(owner.id()))
                ? page(request, owner, 200, null, List.of())
                : accounts.again(owner.visitor(), owner.session(), HERE);
    }

    /**
     * Whether the form alone will do: it asks for the present password, which is what a sign-in before it would ask for too,
     * unless a second factor belongs to one.
     */
    private boolean proves(Owner owner, boolean set) {
        return accounts.fresh(owner) || set && !asksForBoth.test(owner.id());
    }

    private Response chosen(Request request, Owner owner) {
        Fields form = request.form();
        boolean set = addition.hasPassword(owner.id());
        if (!proves(owner, set)) {
            return accounts.again(owner.visitor(), owner.session(), HERE);
        }
        try {
            // Asked for in any case: whoever had none a moment ago sees that there is one now.
            String current = set ? form.secret("current_password", ProfileFields.PASSWORD_LENGTH) : "";
            String wanted = form.secret("password", ProfileFields.PASSWORD_LENGTH);
            boolean endOthers = OtherSessions.ticked(form);
            form.check();
            UUID session = owner.session().id();
            if (set) {
                change.change(
                        new PasswordChange.Wish(owner.id(), session, current, wanted, "password", endOthers),
                        request.address().limitKey(),
                        Origins.of(request));
            } else {
                addition.add(
                        owner.id(),
                        session,
                        new PasswordAddition.Wish(wanted, "password", endOthers),
                        Origins.of(request));
            }
        } catch (Problem problem) {
            return refused(request, owner, problem);
        }
        return AccountRoom.back(set ? "password-changed" : "password-added");
    }

    private Response removed(Request request, Owner owner) {
        Fields form = request.form();
        boolean endOthers = OtherSessions.ticked(form);
        try {
            form.check();
            removal.remove(owner.id(), owner.session().id(), endOthers, Origins.of(request));
        } catch (Problem problem) {
            Pagewise.throwUnlessPage(request, problem);
            // Gone meanwhile, in another tab: the page that follows shows it.
            return problem.code() == ErrorCode.NOT_FOUND ? Response.redirect(HERE) : refused(request, owner, problem);
        }
        return AccountRoom.back("password-removed");
    }

    private Response refused(Request request, Owner owner, Problem problem) {
        if (problem.code() == ErrorCode.INSUFFICIENT_USER_AUTHENTICATION) {
            return accounts.againWithBoth(owner.visitor(), owner.session(), HERE);
        }
        boolean wrong = problem.code() == ErrorCode.INVALID_CREDENTIALS;
        List<FieldError> problems = wrong
                ? List.of(new FieldError("current_password", "The current password is not right."))
                : problem.fields();
        Notice notice = wrong ? null : Notice.of(problem);
        return HostedPages.withHeadersOf(
                problem, page(request, owner, problem.code().status(), notice, problems));
    }

    private Response page(
            Request request, Owner owner, int status, @Nullable Notice notice, List<FieldError> problems) {
        boolean set = addition.hasPassword(owner.id());
        PasswordView view =
                new PasswordView(owner.account().label(), set, set && removal.possible(owner.id()), problems, notice);
        return pages.password(pages.context(request), status, view);
    }
}
