package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.administration.OwnAccount;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OwnData;
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

/** {@code /account/data} and {@code /account/delete}: where people take along what is kept about them, and where they leave. */
public final class AccountDataRoom {
    private static final String DATA = "/account/data";
    private static final String FILE = "/account/data/file";
    private static final String DELETE = "/account/delete";
    private static final int LONGEST_NAME = 320;

    private final AccountDesk accounts;
    private final HostedPages pages;
    private final OwnData data;
    private final OwnAccount own;

    public AccountDataRoom(AccountDesk accounts, OwnData data, OwnAccount own) {
        this.accounts = accounts;
        this.pages = accounts.desk().pages();
        this.data = data;
        this.own = own;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, DATA, accounts.strong(DATA, (request, owner) -> pages.data(pages.context(request))));
        // Whoever has to sign in again comes back to the page: a file leaves nobody anywhere.
        routes.open(Method.GET, FILE, accounts.strong(DATA, (request, owner) -> file(owner)));
        routes.open(
                Method.GET,
                DELETE,
                accounts.strong(DELETE, (request, owner) -> closing(request, owner, 200, null, List.of())));
        routes.open(Method.POST, DELETE, accounts.submitted(DELETE, this::delete));
    }

    private Response file(Owner owner) {
        return data.file(owner.id(), sql -> accounts.requireOwnerNow(sql, owner))
                .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED).because("the account is gone"));
    }

    private Response closing(
            Request request, Owner owner, int status, @Nullable Notice notice, List<Problem.FieldError> problems) {
        ClosingView view = new ClosingView(owner.account().label(), problems, notice);
        return pages.closing(pages.context(request), status, view);
    }

    private Response delete(Request request, Owner owner) {
        Fields form = request.form();
        try {
            String confirm = form.text("confirm", LONGEST_NAME);
            form.check();
            own.delete(
                    owner.id(), confirm, transaction -> accounts.requireOwner(transaction, owner), Origins.of(request));
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.INSUFFICIENT_USER_AUTHENTICATION) {
                return accounts.againWithBoth(owner.visitor(), owner.session(), DELETE);
            }
            return HostedPages.withHeadersOf(
                    problem, closing(request, owner, problem.code().status(), Notice.of(problem), problem.fields()));
        }
        return accounts.desk().flows().forget(pages.closed(pages.context(request)));
    }
}
