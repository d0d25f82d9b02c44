package dev.gatehouse.pages;

import dev.gatehouse.domain.factors.Authenticators.Authenticator;
import dev.gatehouse.domain.factors.FactorOverview;
import dev.gatehouse.domain.factors.Held;
import dev.gatehouse.domain.factors.RememberedDevices.Device;
import dev.gatehouse.feature.hosted.AuthenticatorView;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.RecoveryCodesView;
import dev.gatehouse.feature.hosted.SecondFactorView;
import dev.gatehouse.feature.hosted.SecondFactorView.Other;
import dev.gatehouse.feature.hosted.SecondFactorsView;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.pages.ViewServer.Shown;
import dev.gatehouse.platform.pages.QrCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The pages on which people show and look after second factors, in every state that looks different. */
final class FactorViews {
    private static final Instant SINCE = Instant.parse("2026-03-07T12:00:00Z");
    private static final Instant USED = Instant.parse("2026-11-20T12:00:00Z");
    private static final String URI = "otpauth://totp/Gatehouse:ada%40example.com"
            + "?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Gatehouse&algorithm=SHA1&digits=6&period=30";
    private static final List<Other> OTHERS =
            List.of(new Other("passkey", "#"), new Other("email_code", "#"), new Other("recovery_code", "#"));

    private FactorViews() {}

    static void addTo(Map<String, Shown> all) {
        step(all, "second-factor", "totp", false, List.of(), null);
        step(all, "second-factor-wrong", "totp", false, List.of(), Notice.refusal(ErrorCode.INVALID_CODE));
        step(
                all,
                "second-factor-missing",
                "totp",
                false,
                List.of(new FieldError("code", "This field is required.")),
                null);
        step(all, "second-factor-mail", "email_code", false, List.of(), null);
        step(all, "second-factor-mailed", "email_code", true, List.of(), null);
        step(all, "second-factor-recovery", "recovery_code", false, List.of(), null);
        all.put(
                "enrol",
                (pages, context, request) -> pages.authenticator(
                        context,
                        200,
                        new AuthenticatorView(
                                "flow", "id", "ada", QrCode.of(URI), URI, KEY, null, true, "#", List.of(), null)));
        all.put(
                "add-authenticator",
                (pages, context, request) -> pages.authenticator(
                        context,
                        200,
                        new AuthenticatorView(
                                "", "id", "ada", QrCode.of(URI), URI, KEY, "", false, "#", List.of(), null)));
        all.put(
                "recovery-codes",
                (pages, context, request) -> pages.recoveryCodes(
                        context,
                        new RecoveryCodesView(
                                "",
                                "ada",
                                IntStream.range(0, 10)
                                        .mapToObj(i -> "7k2m-9qxw-3f5h-t8rd-0vjc-6bn" + i)
                                        .toList(),
                                "#")));
        list(all);
    }

    private static final String KEY = "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP";

    private static void list(Map<String, Shown> all) {
        all.put(
                "second-factors-none",
                (pages, context, request) -> pages.secondFactors(
                        context,
                        200,
                        new SecondFactorsView(new FactorOverview(true, true, Held.NONE, List.of(), List.of()), null)));
        Held held = new Held(true, 0, 2, false, true);
        FactorOverview has = new FactorOverview(
                false,
                true,
                held,
                List.of(
                        new Authenticator(new UUID(0, 1), "Phone", SINCE, USED),
                        new Authenticator(
                                new UUID(0, 2), "A very old tablet that nobody has used for years", SINCE, USED)),
                List.of(
                        new Device("1", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", SINCE, USED),
                        new Device("2", null, SINCE, USED)));
        all.put(
                "second-factors",
                (pages, context, request) -> pages.secondFactors(
                        context, 200, new SecondFactorsView(has, Notice.refusal(ErrorCode.LAST_SECOND_FACTOR))));
    }

    private static void step(
            Map<String, Shown> all,
            String name,
            String method,
            boolean sent,
            List<FieldError> problems,
            @Nullable Notice notice) {
        all.put(
                name,
                (pages, context, request) -> pages.secondFactor(
                        context,
                        200,
                        new SecondFactorView(
                                "flow",
                                null,
                                "ada@example.com",
                                method,
                                method.equals("email_code") ? "ad•••@example.com" : null,
                                sent,
                                true,
                                true,
                                OTHERS.stream()
                                        .filter(other -> !other.method().equals(method))
                                        .toList(),
                                "#",
                                problems,
                                notice)));
    }
}
