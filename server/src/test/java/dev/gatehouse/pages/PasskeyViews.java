package dev.gatehouse.pages;

import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.PasskeysView;
import dev.gatehouse.feature.hosted.SaidView;
import dev.gatehouse.pages.ViewServer.Shown;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The page on which people look after their passkeys, in every state that looks different. */
final class PasskeyViews {
    private static final Instant SINCE = Instant.parse("2026-03-07T12:00:00Z");
    private static final Instant USED = Instant.parse("2026-11-20T12:00:00Z");

    private PasskeyViews() {}

    static void addTo(Map<String, Shown> all) {
        UUID one = new UUID(0, 1);
        UUID two = new UUID(0, 2);
        all.put(
                "passkeys",
                (pages, context, request) -> pages.passkeys(
                        context,
                        200,
                        new PasskeysView(
                                List.of(
                                        new PasskeysView.Row(one, "Google Password Manager", true, SINCE, USED, true),
                                        new PasskeysView.Row(two, "Windows Hello", false, SINCE, null, true)),
                                true,
                                "{}",
                                List.of(),
                                Notice.ofPasskeys("added"))));
        all.put(
                "passkeys-last",
                (pages, context, request) -> pages.passkeys(
                        context,
                        200,
                        new PasskeysView(
                                List.of(new PasskeysView.Row(one, "iPhone", true, SINCE, USED, false)),
                                false,
                                "{}",
                                List.of(),
                                Notice.refusedPasskey())));
        all.put(
                "sign-in-otherwise",
                (pages, context, request) -> pages.said(
                        context,
                        new SaidView(
                                "passkey", "passkeys.otherwise", "/sign-in", "passkeys.otherwise.next", List.of())));
        all.put(
                "passkeys-none",
                (pages, context, request) ->
                        pages.passkeys(context, 200, new PasskeysView(List.of(), false, "{}", List.of(), null)));
    }
}
