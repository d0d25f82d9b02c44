package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.pages.FormProblems;
import dev.gatehouse.platform.pages.PageContext;
import dev.gatehouse.platform.pages.Pages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes pages of views: the rooms decide what a page has, templates how it looks. */
public final class HostedPages {
    private final Pages pages;

    public HostedPages(Pages pages) {
        this.pages = pages;
    }

    /** Who asks, and in which language they read. */
    public PageContext context(Request request) {
        return pages.context(request);
    }

    public Response signIn(PageContext context, int status, SignInView view) {
        PageContext here = view.byPasskey() ? context.withCalls() : context;
        return page(here, status, "signin", view, SignInView.FIELDS, view.problems());
    }

    public Response signUp(PageContext context, int status, SignUpView view) {
        return page(context.withCalls(), status, "signup", view, SignUpView.FIELDS, view.problems());
    }

    public Response link(PageContext context, int status, LinkView view) {
        PageContext here = view.proven() ? context : context.withCalls();
        return page(here, status, "link", view, LinkView.FIELDS, view.problems());
    }

    /** Leads on at once, and shows the way where a browser does not go by itself. */
    public Response onward(PageContext context, OnwardView view) {
        return page(context, 200, "onward", view, List.of(), List.of())
                .withHeader("refresh", "0;url=" + view.to().href());
    }

    /** Asks whether to go on. */
    public Response onward(PageContext context, ContinueView view) {
        return page(context, 200, "continue", view, List.of(), List.of());
    }

    public Response account(PageContext context, int status, AccountView view) {
        return page(context, status, "account", view, List.of(), List.of());
    }

    public Response profile(PageContext context, int status, ProfileView view) {
        return page(context, status, "profile", view, ProfileView.FIELDS, view.problems());
    }

    public Response devices(PageContext context, DevicesView view) {
        return page(context, 200, "devices", view, List.of(), List.of());
    }

    public Response apps(PageContext context, AppsView view) {
        return page(context, 200, "apps", view, List.of(), List.of());
    }

    public Response events(PageContext context, EventsView view) {
        return page(context, 200, "events", view, List.of(), List.of());
    }

    /** Where somebody takes along what is kept about them. */
    public Response data(PageContext context) {
        return pages.page(context, 200, "hosted/data.jte", Map.of());
    }

    public Response closing(PageContext context, int status, ClosingView view) {
        return page(context, status, "closing", view, ClosingView.FIELDS, view.problems());
    }

    /** To whoever has no account any more. */
    public Response closed(PageContext context) {
        return pages.page(context, 200, "hosted/closed.jte", Map.of());
    }

    public Response password(PageContext context, int status, PasswordView view) {
        return page(context, status, "password", view, PasswordView.FIELDS, view.problems());
    }

    public Response secondFactor(PageContext context, int status, SecondFactorView view) {
        return page(context.withCalls(), status, "secondfactor", view, SecondFactorView.FIELDS, view.problems());
    }

    public Response authenticator(PageContext context, int status, AuthenticatorView view) {
        PageContext here = view.onTheWayIn() ? context.withCalls() : context;
        return page(here, status, "authenticator", view, AuthenticatorView.FIELDS, view.problems());
    }

    public Response recoveryCodes(PageContext context, RecoveryCodesView view) {
        return page(context, 200, "recoverycodes", view, List.of(), List.of());
    }

    public Response secondFactors(PageContext context, int status, SecondFactorsView view) {
        return page(context, status, "secondfactors", view, List.of(), List.of());
    }

    public Response askMail(PageContext context, int status, AskMailView view) {
        return page(context, status, "askmail", view, AskMailView.FIELDS, view.problems());
    }

    public Response mailSent(PageContext context, MailSentView view) {
        return page(context, 200, "mailsent", view, List.of(), List.of());
    }

    public Response newPassword(PageContext context, int status, NewPasswordView view) {
        return page(context, status, "newpassword", view, NewPasswordView.FIELDS, view.problems());
    }

    public Response mailCode(PageContext context, int status, MailCodeView view) {
        return page(context, status, "mailcode", view, MailCodeView.FIELDS, view.problems());
    }

    public Response mailedLink(PageContext context, MailedLinkView view) {
        return page(context, 200, "mailedlink", view, List.of(), List.of());
    }

    public Response linkGone(PageContext context, LinkGoneView view) {
        return page(context, ErrorCode.LINK_EXPIRED.status(), "linkgone", view, List.of(), List.of());
    }

    public Response passkeys(PageContext context, int status, PasskeysView view) {
        return page(context.withCalls(), status, "passkeys", view, PasskeysView.FIELDS, view.problems());
    }

    public Response signOut(PageContext context, int status, SignOutView view) {
        return page(context, status, "signout", view, List.of(), List.of());
    }

    public Response verifyEmail(PageContext context, int status, VerifyEmailView view) {
        return page(context, status, "verifyemail", view, VerifyEmailView.FIELDS, view.problems());
    }

    public Response unverified(PageContext context, UnverifiedView view) {
        return page(context, 200, "unverified", view, List.of(), List.of());
    }

    public Response email(PageContext context, int status, EmailView view) {
        return page(context, status, "email", view, List.of(), List.of());
    }

    public Response newEmail(PageContext context, int status, NewEmailView view) {
        return page(context, status, "newemail", view, NewEmailView.FIELDS, view.problems());
    }

    public Response emailLink(PageContext context, EmailLinkView view) {
        return page(context, 200, "emaillink", view, List.of(), List.of());
    }

    public Response said(PageContext context, SaidView view) {
        return page(context, 200, "said", view, List.of(), List.of());
    }

    /** A page with the status of its code. */
    public Response error(PageContext context, ErrorView view) {
        return page(context, view.code().status(), "error", view, List.of(), List.of());
    }

    /**
     * A refusal as a page, with the headers that belong to it.
     *
     * @param againHref where one starts again; null where there is no such place
     */
    public Response refusal(PageContext context, Request request, Problem problem, @Nullable String againHref) {
        boolean ours = problem.code() == ErrorCode.SERVER_ERROR || problem.code() == ErrorCode.PROVIDER_FAILED;
        String id = ours ? request.id() : null;
        ErrorView view = new ErrorView(problem.code(), id, againHref, null, problem.retryAfter());
        return withHeadersOf(problem, error(context, view));
    }

    /** The same page with what a refusal brings: when to come back, and the state of its limit. */
    public static Response withHeadersOf(Problem problem, Response page) {
        Response response = page;
        Duration after = problem.retryAfter();
        if (after != null) {
            long seconds = Math.max(1, after.plusNanos(999_999_999).toSeconds());
            response = response.withHeader("retry-after", Long.toString(seconds));
        }
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            response = response.withHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    private Response page(
            PageContext context,
            int status,
            String template,
            Record view,
            List<String> fields,
            List<FieldError> problems) {
        FormProblems form = new FormProblems(context.texts(), fields, problems);
        return pages.page(context, status, "hosted/" + template + ".jte", Map.of("view", view, "form", form));
    }
}
