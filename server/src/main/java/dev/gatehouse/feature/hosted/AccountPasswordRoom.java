package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.signin.PasswordAddition;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /account/password}: where an account that has no password gets one. */
public final class AccountPasswordRoom {
    private static final String HERE = "/account/password";

    private final AccountDesk accounts;
    private final HostedPages pages;
    private final PasswordAddition addition;

    public AccountPasswordRoom(AccountDesk accounts, PasswordAddition addition) {
        this.accounts = accounts;
        this.pages = accounts.desk().pages();
        this.addition = addition;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(
                Method.GET, HERE, accounts.fresh(HERE, (request, owner) -> page(request, owner, 200, null, List.of())));
        routes.open(Method.POST, HERE, accounts.submitted(HERE, this::chosen));
    }

    private Response chosen(Request request, Owner owner) {
        Fields form = request.form();
        try {
            String password = form.secret("password", ProfileFields.PASSWORD_LENGTH);
            form.check();
            addition.add(owner.id(), owner.session().id(), password, "password", Origins.of(request));
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.INSUFFICIENT_USER_AUTHENTICATION) {
                return accounts.againWithBoth(owner.visitor(), owner.session(), HERE);
            }
            Response page = page(request, owner, problem.code().status(), Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
        return AccountRoom.back("password-added");
    }

    private Response page(
            Request request, Owner owner, int status, @Nullable Notice notice, List<Problem.FieldError> problems) {
        PasswordView view = new PasswordView(owner.account().label(), problems, notice, AccountDesk.HOME);
        return pages.password(pages.context(request), status, view);
    }
}
