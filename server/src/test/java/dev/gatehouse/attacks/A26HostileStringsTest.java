package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.gatehouse.domain.sessions.OwnSessions;
import dev.gatehouse.feature.hosted.AccountRow;
import dev.gatehouse.feature.hosted.AccountView;
import dev.gatehouse.feature.hosted.AppsView;
import dev.gatehouse.feature.hosted.ClosingView;
import dev.gatehouse.feature.hosted.DevicesView;
import dev.gatehouse.feature.hosted.EventsView;
import dev.gatehouse.feature.hosted.HostedPages;
import dev.gatehouse.feature.hosted.LinkView;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.PasskeysView;
import dev.gatehouse.feature.hosted.PasswordView;
import dev.gatehouse.feature.hosted.ProfileView;
import dev.gatehouse.feature.hosted.ProviderButton;
import dev.gatehouse.feature.hosted.SignInView;
import dev.gatehouse.feature.hosted.SignOutView;
import dev.gatehouse.feature.hosted.SignUpView;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.pages.ViewServer;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.pages.Language;
import dev.gatehouse.platform.pages.PageContext;
import dev.gatehouse.testing.Browser;
import dev.gatehouse.testing.Browser.Look;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A26: hostile strings in everything that a page shows, in a real browser: nothing runs, and the policy would stop it. */
class A26HostileStringsTest {
    private static final List<String> VIEWS = List.of(
            "sign-in",
            "sign-in-again",
            "sign-up",
            "link",
            "account",
            "password",
            "profile",
            "sessions",
            "apps",
            "events",
            "closing",
            "passkeys",
            "sign-out");
    private static final Look PHONE = Look.all().getFirst();
    private static final List<String> HOSTILE = List.of(
            "<script>document.title='owned'</script>",
            "\"><img src=x onerror=\"document.title='owned'\">",
            "' autofocus onfocus='document.title=1",
            "</title></style></textarea><svg onload=document.title='owned'>",
            "javascript:document.title='owned'",
            "{{constructor.constructor('document.title=1')()}}${7*7}#{7*7}@{7*7}",
            "\u202egnp.eliforp\u202c\u2066 \u2069",
            "&lt;script&gt;&#x22;",
            "a".repeat(3_000),
            "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 <b>bold</b>");

    @Test
    void nothingThatPagesShowRuns() {
        try (ViewServer server = new ViewServer();
                Browser browser = Browser.of(server.port())) {
            for (String view : VIEWS) {
                server.show(view, (pages, context, request) -> {
                    String evil = HOSTILE.get(Integer.parseInt(Objects.requireNonNull(request.query("n"))));
                    return page(view, evil, pages, context);
                });
            }
            for (boolean scripts : new boolean[] {true, false}) {
                Page page = browser.page(PHONE, scripts);
                for (int n = 0; n < HOSTILE.size(); n++) {
                    for (String view : VIEWS) {
                        String query = "?n=" + n + (n % 2 == 0 ? "&lang=en" : "&lang=ar");
                        Response answer = Objects.requireNonNull(page.navigate("/views/" + view + query));
                        assertHarmless(page, answer, HOSTILE.get(n), view);
                    }
                }
            }
        }
    }

    @Test
    void whatStandsInTheAddressIsNoMarkupEither() {
        try (ViewServer server = new ViewServer();
                Browser browser = Browser.of(server.port())) {
            server.show("sign-in", (pages, context, request) -> page("sign-in", "ada", pages, context));
            Page page = browser.page();
            page.navigate(
                    "/views/sign-in?x=%22%3E%3Cscript%3Edocument.title=1%3C/script%3E&lang=%22%3E%3Cimg%20src=x%3E");
            assertThat(page.querySelectorAll("main img, body > script")).isEmpty();
            assertThat(page.title()).isEqualTo("Something does not fit · Gatehouse");
        }
    }

    private static void assertHarmless(Page page, Response answer, String evil, String view) {
        String policy = Objects.requireNonNull(answer.headerValue("content-security-policy"));
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "data:", "*", "owned");
        assertThat(page.title()).as(view + " " + evil).doesNotStartWith("owned").doesNotStartWith("1");
        assertThat(page.querySelectorAll("script:not([src]), style, iframe, object, base, [style], meta[http-equiv]"))
                .as(view + " " + evil)
                .isEmpty();
        assertThat(page.querySelectorAll("script:not([src^='/assets/'])")).isEmpty();
        assertThat(page.querySelectorAll("b")).isEmpty();
        assertThat((Object) page.evaluate("""
                () => [...document.querySelectorAll("*")].flatMap(element => [...element.attributes])
                    .filter(attribute => attribute.name.startsWith("on")).length
                """)).as(view + " " + evil).isEqualTo(0);
        Object overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow).as(view + " is too wide with " + evil).isEqualTo(0);
    }

    private static dev.gatehouse.platform.http.Response page(
            String view, String evil, HostedPages pages, PageContext context) {
        PageContext to = context.leadingTo(URI.create("https://app.example.com/cb"));
        List<ProviderButton> buttons = buttons(evil);
        List<FieldError> errors = errors(evil);
        Notice notice = Notice.linked(evil);
        return switch (view) {
            case "sign-in" ->
                pages.signIn(
                        to,
                        200,
                        new SignInView(evil, evil, evil, errors, notice, buttons, "/sign-up", null, null, true, true));
            case "sign-in-again" ->
                pages.signIn(
                        to,
                        200,
                        new SignInView(evil, evil, evil, errors, notice, buttons, null, evil, "/x", true, true));
            case "sign-up" ->
                pages.signUp(
                        to,
                        200,
                        new SignUpView(evil, evil, evil, evil, evil, errors, notice, buttons, "/sign-in", false));
            case "link" ->
                pages.link(
                        to,
                        200,
                        new LinkView(
                                evil,
                                LinkView.Purpose.SIGN_IN,
                                evil,
                                evil,
                                evil,
                                evil,
                                true,
                                buttons,
                                false,
                                true,
                                errors,
                                notice));
            case "sign-out" -> pages.signOut(to, 200, new SignOutView(evil, "/account"));
            default -> accountPage(view, evil, pages, to);
        };
    }

    private static dev.gatehouse.platform.http.Response accountPage(
            String view, String evil, HostedPages pages, PageContext to) {
        List<FieldError> errors = errors(evil);
        Notice notice = Notice.linked(evil);
        return switch (view) {
            case "passkeys" ->
                pages.passkeys(
                        to,
                        200,
                        new PasskeysView(
                                List.of(new PasskeysView.Row(
                                        new UUID(0, 1), evil, true, Instant.EPOCH, Instant.EPOCH, true)),
                                true,
                                Json.text(Map.of("rpId", evil)),
                                errors,
                                notice));
            case "password" -> pages.password(to, 200, new PasswordView(evil, true, true, errors, notice));
            case "profile" ->
                pages.profile(
                        to, 200, new ProfileView(evil, evil, evil, evil, List.of(Language.values()), errors, notice));
            case "sessions" ->
                pages.devices(
                        to,
                        new DevicesView(
                                List.of(new DevicesView.Row(
                                        new UUID(1, 2),
                                        evil,
                                        evil,
                                        evil,
                                        List.of(evil),
                                        Instant.EPOCH,
                                        Instant.EPOCH,
                                        Instant.EPOCH,
                                        Instant.EPOCH,
                                        false)),
                                notice));
            case "apps" ->
                pages.apps(
                        to, new AppsView(List.of(new OwnSessions.App(evil, Instant.EPOCH, Instant.EPOCH, 1)), notice));
            case "events" ->
                pages.events(
                        to,
                        new EventsView(
                                List.of(new EventsView.Row(
                                        Instant.EPOCH, "event.link.added", evil, null, evil, evil, true)),
                                null,
                                null));
            case "closing" -> pages.closing(to, 200, new ClosingView(evil, errors, notice));
            default -> overview(evil, pages, to);
        };
    }

    private static dev.gatehouse.platform.http.Response overview(String evil, HostedPages pages, PageContext to) {
        return pages.account(
                to,
                200,
                new AccountView(
                        evil,
                        evil,
                        evil,
                        false,
                        List.of(new AccountRow(
                                AccountRow.Group.WAYS_IN,
                                evil,
                                "field.password",
                                AccountRow.Line.plain(evil),
                                "/account/password",
                                "account.password.add")),
                        List.of(new AccountView.LinkRow("x", evil, evil, evil, Instant.EPOCH, Instant.EPOCH, true)),
                        buttons(evil),
                        Notice.linked(evil)));
    }

    private static List<ProviderButton> buttons(String evil) {
        return List.of(new ProviderButton(evil, evil, "/auth/x", evil));
    }

    private static List<FieldError> errors(String evil) {
        return List.of(new FieldError("password", evil), new FieldError(evil, evil));
    }
}
