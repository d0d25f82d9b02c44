package dev.gatehouse.pages;

import dev.gatehouse.feature.hosted.ContinueView;
import dev.gatehouse.feature.hosted.ErrorView;
import dev.gatehouse.feature.hosted.LinkView;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.OnwardView;
import dev.gatehouse.feature.hosted.ProviderButton;
import dev.gatehouse.feature.hosted.SignInView;
import dev.gatehouse.feature.hosted.SignOutView;
import dev.gatehouse.feature.hosted.SignUpView;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.pages.ViewServer.Shown;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every page in every state that looks different. */
final class Views {
    private static final List<ProviderButton> TWO = List.of(
            new ProviderButton("google", "Google", "/auth/google", "google", true),
            new ProviderButton("github", "GitHub", "/auth/github", "github"));
    private static final List<ProviderButton> ALL = Stream.of(
                    "Google",
                    "GitHub",
                    "Microsoft",
                    "Apple",
                    "GitLab",
                    "Discord",
                    "Facebook",
                    "LinkedIn",
                    "Slack",
                    "Acme ID")
            .map(name -> {
                String low = name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
                return new ProviderButton(low, name, "/auth/" + low, low);
            })
            .toList();

    private Views() {}

    static ViewServer serve() {
        ViewServer server = new ViewServer();
        all().forEach(server::show);
        return server;
    }

    static Map<String, Shown> all() {
        Map<String, Shown> all = new LinkedHashMap<>();
        signingIn(all);
        again(all);
        signingUp(all);
        goingOn(all);
        linking(all);
        AccountViews.addTo(all);
        FactorViews.addTo(all);
        MailViews.addTo(all);
        rest(all);
        EmailViews.addTo(all);
        return all;
    }

    private static void signingIn(Map<String, Shown> all) {
        all.put(
                "sign-in",
                (pages, context, request) -> pages.signIn(
                        context,
                        200,
                        new SignInView("flow", null, null, List.of(), null, TWO, "/sign-up", null, null, true, true)));
        all.put(
                "sign-in-all",
                (pages, context, request) -> pages.signIn(
                        context,
                        200,
                        new SignInView(
                                "flow",
                                null,
                                "tasks.example.com",
                                List.of(),
                                null,
                                ALL,
                                "/sign-up",
                                null,
                                null,
                                true,
                                true)));
        signingInWithMistakes(all);
    }

    private static void signingInWithMistakes(Map<String, Shown> all) {
        all.put(
                "sign-in-refused",
                (pages, context, request) -> pages.signIn(
                        context,
                        401,
                        new SignInView(
                                "flow",
                                "ada@example.com",
                                "tasks.example.com",
                                List.of(),
                                Notice.refusal(ErrorCode.INVALID_CREDENTIALS),
                                TWO,
                                "/sign-up",
                                null,
                                null,
                                true,
                                true)));
        all.put(
                "sign-in-bare",
                (pages, context, request) -> pages.signIn(
                        context,
                        422,
                        new SignInView(
                                "flow",
                                null,
                                null,
                                List.of(
                                        new FieldError("identifier", "This is required."),
                                        new FieldError("password", "This is required.")),
                                null,
                                List.of(),
                                null,
                                null,
                                null,
                                true,
                                true)));
    }

    private static void again(Map<String, Shown> all) {
        all.put(
                "sign-in-again",
                (pages, context, request) -> pages.signIn(
                        context,
                        200,
                        new SignInView(
                                "flow",
                                null,
                                null,
                                List.of(),
                                Notice.signInAgain(),
                                TWO.subList(0, 1),
                                null,
                                "ada@example.com",
                                "/sign-out",
                                true,
                                true)));
    }

    private static void signingUp(Map<String, Shown> all) {
        all.put(
                "sign-up",
                (pages, context, request) -> pages.signUp(
                        context,
                        200,
                        new SignUpView("flow", null, null, null, null, List.of(), null, TWO, "/sign-in", false)));
        all.put(
                "sign-up-address-first",
                (pages, context, request) -> pages.signUp(
                        context,
                        200,
                        new SignUpView("flow", null, null, null, null, List.of(), null, TWO, "/sign-in", true)));
        all.put(
                "sign-up-mistakes",
                (pages, context, request) -> pages.signUp(
                        context,
                        422,
                        new SignUpView(
                                "flow",
                                "ada.example.com",
                                "a da",
                                "Ada",
                                "tasks.example.com",
                                List.of(
                                        new FieldError(
                                                "email", "This is not an e-mail address such as name@example.com"),
                                        new FieldError(
                                                "username", "A user name is made of letters, digits and . _ - +"),
                                        new FieldError("password", "Use at least 12 characters."),
                                        new FieldError("password", "Add a digit.")),
                                null,
                                List.of(),
                                "/sign-in",
                                true)));
    }

    private static void goingOn(Map<String, Shown> all) {
        all.put(
                "sign-in-again-elsewhere",
                (pages, context, request) -> pages.signIn(
                        context,
                        200,
                        new SignInView(
                                "flow",
                                null,
                                null,
                                List.of(),
                                Notice.signInAgain(),
                                TWO,
                                null,
                                "ada@example.com",
                                "/sign-out",
                                false,
                                false)));
        all.put(
                "continue",
                (pages, context, request) -> pages.onward(
                        context,
                        new ContinueView("the flow", "ada@example.com", "app.example.com", "/sign-in?flow=other")));
        all.put("onward", (pages, context, request) -> pages.onward(context, new OnwardView(TWO.getLast()))
                .withHeader("refresh", "3600;url=/"));
    }

    private static void linking(Map<String, Shown> all) {
        all.put(
                "link-prove",
                (pages, context, request) -> pages.link(
                        context,
                        200,
                        link(LinkView.Purpose.SIGN_IN, "Google", "google", true, TWO.subList(1, 2), false, true)));
        all.put(
                "link-proven",
                (pages, context, request) -> pages.link(
                        context,
                        200,
                        link(LinkView.Purpose.SIGN_IN, "GitHub", "github", false, List.of(), true, false)));
        all.put(
                "link-password",
                (pages, context, request) -> pages.link(
                        context, 200, link(LinkView.Purpose.PASSWORD, null, null, false, TWO, false, false)));
        all.put(
                "link-account",
                (pages, context, request) -> pages.link(
                        context,
                        200,
                        link(LinkView.Purpose.ACCOUNT, "Google", "google", true, List.of(), false, false)));
    }

    private static LinkView link(
            LinkView.Purpose purpose,
            @org.jspecify.annotations.Nullable String provider,
            @org.jspecify.annotations.Nullable String preset,
            boolean byPassword,
            List<ProviderButton> proofs,
            boolean proven,
            boolean mayDisown) {
        return new LinkView(
                "flow",
                purpose,
                provider,
                preset,
                provider == null ? null : "ada.lovelace@example.com",
                "ada@example.com",
                byPassword,
                proofs,
                proven,
                mayDisown,
                List.of(),
                null);
    }

    private static void rest(Map<String, Shown> all) {
        PasskeyViews.addTo(all);
        all.put(
                "sign-out",
                (pages, context, request) ->
                        pages.signOut(context, 200, new SignOutView("ada@example.com", "/account")));
        all.put(
                "signed-out",
                (pages, context, request) -> pages.signOut(context, 200, new SignOutView(null, "/sign-in")));
        all.put(
                "error-expired",
                (pages, context, request) ->
                        pages.error(context, new ErrorView(ErrorCode.FLOW_EXPIRED, null, "/sign-in", null)));
        Duration minutes = Duration.ofMinutes(5);
        all.put(
                "error-later",
                (pages, context, request) -> pages.error(
                        context, new ErrorView(ErrorCode.TOO_MANY_REQUESTS, null, "/sign-in", null, minutes)));
        all.put(
                "error-provider",
                (pages, context, request) -> pages.error(
                        context,
                        new ErrorView(ErrorCode.PROVIDER_FAILED, request.id(), "/sign-in", "https://app.example.com")));
    }
}
