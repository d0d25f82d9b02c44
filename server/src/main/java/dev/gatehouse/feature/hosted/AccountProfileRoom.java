package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.administration.OwnAccount;
import dev.gatehouse.domain.administration.OwnAccount.Profile;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OwnFields;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.PageContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /account/profile}: where people say what they are called, and in which language they read. */
public final class AccountProfileRoom {
    private static final String HERE = "/account/profile";
    private static final int LONGEST = 320;

    /** What a form shows. */
    private record Typed(
            @Nullable String name,
            @Nullable String username,
            @Nullable String language) {}

    private final AccountDesk accounts;
    private final HostedPages pages;
    private final OwnAccount own;

    public AccountProfileRoom(AccountDesk accounts, OwnAccount own) {
        this.accounts = accounts;
        this.pages = accounts.desk().pages();
        this.own = own;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, accounts.fresh(HERE, this::show));
        routes.open(Method.POST, HERE, accounts.submitted(HERE, this::changed));
    }

    private Response show(Request request, Owner owner) {
        Optional<String> language = own.find(owner.id()).map(Profile::language);
        Account account = owner.account();
        Typed typed = new Typed(account.name(), account.username(), language.orElse(null));
        return page(request, owner, 200, typed, null, List.of());
    }

    private Response changed(Request request, Owner owner) {
        Fields form = request.form();
        Typed typed = new Typed(
                form.optionalText("name", LONGEST),
                form.optionalText("username", LONGEST),
                form.optionalText("language", LONGEST));
        try {
            OwnAccount.Wanted wanted = OwnFields.of(form);
            form.check();
            own.change(
                    owner.id(), wanted, transaction -> accounts.requireOwner(transaction, owner), Origins.of(request));
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.INSUFFICIENT_USER_AUTHENTICATION) {
                return accounts.againWithBoth(owner.visitor(), owner.session(), HERE);
            }
            boolean taken = problem.code() == ErrorCode.ACCOUNT_EXISTS;
            List<FieldError> problems = taken
                    ? List.of(new FieldError("username", "This user name is somebody's. Choose another."))
                    : problem.fields();
            Notice notice = taken ? null : Notice.of(problem);
            return HostedPages.withHeadersOf(
                    problem, page(request, owner, problem.code().status(), typed, notice, problems));
        }
        // The pages that follow are in that language too.
        String chosen = typed.language == null ? "" : "&lang=" + typed.language;
        return Response.redirect(AccountDesk.HOME + "?done=profile-changed" + chosen);
    }

    private Response page(
            Request request, Owner owner, int status, Typed typed, @Nullable Notice notice, List<FieldError> problems) {
        PageContext context = pages.context(request);
        ProfileView view = new ProfileView(
                typed.name,
                typed.username,
                owner.account().email(),
                typed.language,
                context.languages().stream().map(PageContext.Choice::language).toList(),
                problems,
                notice);
        return pages.profile(context, status, view);
    }
}
