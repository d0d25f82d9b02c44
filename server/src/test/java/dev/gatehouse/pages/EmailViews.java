package dev.gatehouse.pages;

import dev.gatehouse.feature.hosted.EmailLinkView;
import dev.gatehouse.feature.hosted.EmailLinkView.Purpose;
import dev.gatehouse.feature.hosted.EmailView;
import dev.gatehouse.feature.hosted.LinkGoneView;
import dev.gatehouse.feature.hosted.NewEmailView;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.SaidView;
import dev.gatehouse.feature.hosted.UnverifiedView;
import dev.gatehouse.feature.hosted.VerifyEmailView;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.pages.ViewServer.Shown;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of verifying and changing addresses, in every state that looks different. */
final class EmailViews {
    private static final String ADA = "ada.lovelace@example.com";

    private EmailViews() {}

    static void addTo(Map<String, Shown> all) {
        verifying(all);
        changing(all);
        gone(all, "verify-email-gone", LinkGoneView.verification(false));
        gone(all, "verify-email-gone-signed-in", LinkGoneView.verification(true));
        gone(all, "email-confirm-gone", LinkGoneView.change(true));
        gone(all, "email-keep-gone", LinkGoneView.kept(false));
    }

    private static void gone(Map<String, Shown> all, String name, LinkGoneView view) {
        all.put(name, (pages, context, request) -> pages.linkGone(context, view));
    }

    private static void verifying(Map<String, Shown> all) {
        all.put("verify-email", verify(false, false, null, null, List.of(), null));
        all.put(
                "verify-email-password",
                verify(false, true, null, null, List.of(), Notice.refusal(ErrorCode.INVALID_CREDENTIALS)));
        all.put("verify-email-sign-in", verify(false, false, "/sign-in?flow=flow", null, List.of(), null));
        all.put("verify-sign-up", verify(true, true, null, null, List.of(), null));
        all.put(
                "verify-sign-up-taken",
                verify(
                        true,
                        true,
                        null,
                        "ada",
                        List.of(new FieldError("username", "This user name is somebody's. Choose another.")),
                        null));
        all.put(
                "unverified",
                (pages, context, request) ->
                        pages.unverified(context, new UnverifiedView("flow", ADA, false, Notice.told("letter_sent"))));
        all.put(
                "unverified-done",
                (pages, context, request) -> pages.unverified(context, new UnverifiedView("flow", ADA, true, null)));
        all.put("verify-sign-up-passkey", finishing(null, List.of(), null));
        all.put(
                "verify-sign-up-passkey-taken",
                finishing(
                        "ada",
                        List.of(new FieldError("username", "This user name is somebody's. Choose another.")),
                        Notice.refusedPasskey()));
        all.put(
                "sign-up-mailed",
                (pages, context, request) -> pages.said(
                        context, new SaidView("sign_up.mailed", "/sign-up?flow=flow", "sign_up.mailed.again")));
    }

    private static Shown finishing(@Nullable String username, List<FieldError> problems, @Nullable Notice notice) {
        return (pages, context, request) -> pages.verifyEmail(
                context,
                200,
                new VerifyEmailView(
                        "token", null, true, ADA, "ada", false, true, null, username, true, problems, notice));
    }

    private static Shown verify(
            boolean signUp,
            boolean password,
            @Nullable String signIn,
            @Nullable String username,
            List<FieldError> problems,
            @Nullable Notice notice) {
        return (pages, context, request) -> pages.verifyEmail(
                context,
                200,
                new VerifyEmailView(
                        "token", null, signUp, ADA, ADA, password, false, signIn, username, password, problems,
                        notice));
    }

    private static void changing(Map<String, Shown> all) {
        all.put(
                "email",
                (pages, context, request) -> pages.email(
                        context, 200, new EmailView(ADA, false, true, true, true, Notice.told("change_sent"))));
        all.put(
                "email-none",
                (pages, context, request) ->
                        pages.email(context, 200, new EmailView(null, false, false, false, false, null)));
        all.put(
                "email-change",
                (pages, context, request) -> pages.newEmail(
                        context,
                        422,
                        new NewEmailView(
                                ADA,
                                "ada",
                                true,
                                List.of(new FieldError(
                                        "email", "This is not an e-mail address such as name@example.com")),
                                null)));
        all.put(
                "email-confirm",
                (pages, context, request) ->
                        pages.emailLink(context, new EmailLinkView("token", Purpose.CONFIRM, ADA, "ada", null)));
        all.put(
                "email-take-back",
                (pages, context, request) ->
                        pages.emailLink(context, new EmailLinkView("token", Purpose.TAKE_BACK, ADA, null, null)));
        all.put(
                "email-taken-back",
                (pages, context, request) -> pages.said(
                        context,
                        new SaidView(
                                "email.taken_back",
                                "/recover",
                                "email.taken_back.again",
                                List.of(
                                        "email.taken_back.password",
                                        "email.taken_back.passkeys",
                                        "email.taken_back.devices"))));
    }
}
