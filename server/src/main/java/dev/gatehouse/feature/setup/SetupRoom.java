package dev.gatehouse.feature.setup;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.domain.signin.Registrations;
import dev.gatehouse.domain.signin.Registrations.Registered;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.pages.FormProblems;
import dev.gatehouse.platform.pages.PageContext;
import dev.gatehouse.platform.pages.Pages;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /setup/{token}}: the one-time link that makes the first administrator, as a form for a person and as JSON for a
 * script. A form that does not fit leaves the link as it was.
 */
public final class SetupRoom {
    private static final String FORM = "application/x-www-form-urlencoded";
    /** What a shell takes as it stands between quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@+-]{1,254}");

    /** The administrator that a script made. */
    record Created(
            UUID id,
            @Nullable String username,
            @Nullable String email,
            List<String> roles,
            Instant createdAt,
            String message) {}

    private final Registrations registrations;
    private final Pages pages;
    private final String address;

    /** @param address what clients reach this server by */
    public SetupRoom(Registrations registrations, Pages pages, String address) {
        this.registrations = registrations;
        this.pages = pages;
        this.address = address;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/setup/{token}", this::show);
        routes.open(Method.POST, "/setup/{token}", this::redeem);
    }

    private Response show(Request request) {
        return registrations.mayMakeFirstAdministrator(request.pathValue("token"))
                ? form(request, 200, SetupForm.EMPTY)
                : gone(request);
    }

    private Response redeem(Request request) {
        String type = request.header("content-type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM) ? submitted(request) : asJson(request);
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        SetupForm sent = SetupForm.sent(request.form());
        try {
            Registered made = make(request, request.form());
            String name = made.account().label();
            String typed = PLAIN.matcher(name).matches() ? name : "your-user-name";
            return pages.page(
                    pages.context(request),
                    200,
                    "setup/done.jte",
                    Map.of("account", name, "typed", typed, "address", address));
        } catch (Problem problem) {
            return switch (problem.code()) {
                case LINK_EXPIRED -> gone(request);
                case VALIDATION_FAILED, ACCOUNT_EXISTS ->
                    form(request, problem.code().status(), sent.refused(problem));
                case BUSY ->
                    form(request, problem.code().status(), sent.refused(problem))
                            .withHeader("retry-after", "1");
                default -> throw problem;
            };
        }
    }

    private Response asJson(Request request) {
        Registered made = make(request, request.json());
        Account account = made.account();
        return Response.json(
                201,
                new Created(
                        account.id(),
                        account.username(),
                        account.email(),
                        made.roles(),
                        account.createdAt(),
                        "Administrator created"));
    }

    /** Whoever has no link learns nothing about what would fit. */
    private Registered make(Request request, Fields body) {
        String token = request.pathValue("token");
        NewAccount wanted = ProfileFields.newAccount(body, registrations::complaints);
        try {
            body.check();
        } catch (Problem unfit) {
            throw registrations.mayMakeFirstAdministrator(token) ? unfit : Problem.of(ErrorCode.LINK_EXPIRED);
        }
        return registrations.firstAdministrator(token, wanted, Origins.of(request));
    }

    private Response form(Request request, int status, SetupForm sent) {
        PageContext context = pages.context(request);
        FormProblems form = new FormProblems(context.texts(), SetupForm.FIELDS, sent.errors());
        return pages.page(context, status, "setup/form.jte", Map.of("sent", sent, "form", form));
    }

    private Response gone(Request request) {
        return pages.page(pages.context(request), ErrorCode.LINK_EXPIRED.status(), "setup/gone.jte", Map.of());
    }
}
