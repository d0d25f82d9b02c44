package dev.gatehouse.pages;

import dev.gatehouse.feature.hosted.AskMailView;
import dev.gatehouse.feature.hosted.AskMailView.Way;
import dev.gatehouse.feature.hosted.ByMail;
import dev.gatehouse.feature.hosted.LinkGoneView;
import dev.gatehouse.feature.hosted.MailCodeView;
import dev.gatehouse.feature.hosted.MailSentView;
import dev.gatehouse.feature.hosted.MailedLinkView;
import dev.gatehouse.feature.hosted.NewPasswordView;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.SignInView;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.pages.ViewServer.Shown;
import java.util.List;
import java.util.Map;

/** The pages of recovery and of signing in by mail, in every state that looks different. */
final class MailViews {
    private static final ByMail ALL = new ByMail("/recover", true, true);
    private static final String ADA = "ada@example.com";

    private MailViews() {}

    static void addTo(Map<String, Shown> all) {
        signingIn(all);
        asking(all);
        arriving(all);
    }

    private static void signingIn(Map<String, Shown> all) {
        all.put(
                "sign-in-by-mail",
                (pages, context, request) -> pages.signIn(
                        context,
                        200,
                        new SignInView(
                                "flow",
                                ADA,
                                null,
                                List.of(),
                                Notice.done("recovered"),
                                List.of(),
                                "/sign-up",
                                null,
                                null,
                                true,
                                false,
                                ALL)));
        all.put(
                "sign-in-by-all",
                (pages, context, request) -> pages.signIn(
                        context,
                        200,
                        new SignInView(
                                "flow",
                                null,
                                null,
                                List.of(),
                                null,
                                List.of(),
                                "/sign-up",
                                null,
                                null,
                                true,
                                true,
                                ALL)));
        all.put(
                "sign-in-again-by-mail",
                (pages, context, request) -> pages.signIn(
                        context,
                        200,
                        new SignInView(
                                "flow",
                                null,
                                null,
                                List.of(),
                                Notice.signInAgain(),
                                List.of(),
                                null,
                                ADA,
                                "/sign-out",
                                false,
                                false,
                                ALL)));
    }

    private static void asking(Map<String, Shown> all) {
        for (Way way : Way.values()) {
            all.put(
                    "mail-ask-" + way.label(),
                    (pages, context, request) -> pages.askMail(
                            context, 200, new AskMailView(way, "flow", null, List.of(), null, "/sign-in")));
            all.put(
                    "mail-sent-" + way.label(),
                    (pages, context, request) ->
                            pages.mailSent(context, new MailSentView(way, ADA, "/recover", "/sign-in")));
        }
        all.put(
                "mail-ask-mistake",
                (pages, context, request) -> pages.askMail(
                        context,
                        422,
                        new AskMailView(
                                Way.RECOVERY,
                                "flow",
                                null,
                                List.of(new FieldError("identifier", "This is required.")),
                                null,
                                "/sign-in")));
    }

    private static void arriving(Map<String, Shown> all) {
        all.put(
                "mail-new-password",
                (pages, context, request) -> pages.newPassword(
                        context,
                        422,
                        new NewPasswordView(
                                "ticket",
                                ADA,
                                List.of(new FieldError("password", "Use at least 8 characters.")),
                                null)));
        all.put(
                "mail-code",
                (pages, context, request) -> pages.mailCode(
                        context,
                        401,
                        new MailCodeView(
                                "flow",
                                "ticket",
                                ADA,
                                List.of(),
                                Notice.refusal(ErrorCode.INVALID_CODE),
                                "/sign-in/mail",
                                "/sign-in")));
        all.put(
                "mail-link-here",
                (pages, context, request) ->
                        pages.mailedLink(context, new MailedLinkView("ticket", ADA, true, "tasks.example.com")));
        all.put(
                "mail-link-elsewhere",
                (pages, context, request) -> pages.mailedLink(context, new MailedLinkView("ticket", ADA, false, null)));
        all.put(
                "mail-link-gone",
                (pages, context, request) -> pages.linkGone(context, LinkGoneView.recovery("/recover")));
    }
}
