package dev.gatehouse.pages;

import dev.gatehouse.feature.hosted.AccountRow;
import dev.gatehouse.feature.hosted.AccountRow.Group;
import dev.gatehouse.feature.hosted.AccountRow.Line;
import dev.gatehouse.feature.hosted.AccountView;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.ProviderButton;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.pages.ViewServer.Shown;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The pages on which people look after their account, in every state that looks different. */
final class AccountViews {
    private static final Instant SINCE = Instant.parse("2026-03-07T12:00:00Z");
    private static final Instant USED = Instant.parse("2026-11-20T12:00:00Z");
    private static final List<ProviderButton> MORE = List.of(
            new ProviderButton("microsoft", "Microsoft", "/account/link/microsoft", "microsoft"),
            new ProviderButton("apple", "Apple", "/account/link/apple", "apple"),
            new ProviderButton("gitlab", "GitLab", "/account/link/gitlab", "gitlab"));

    private AccountViews() {}

    static void addTo(Map<String, Shown> all) {
        all.put(
                "account",
                (pages, context, request) -> pages.account(
                        context,
                        200,
                        new AccountView(
                                "ada",
                                "Ada Lovelace",
                                "ada@example.com",
                                true,
                                List.of(password("account.password.set", "account.password.change")),
                                List.of(
                                        new AccountView.LinkRow(
                                                "google", "Google", "google", "ada@example.com", SINCE, USED, true),
                                        new AccountView.LinkRow(
                                                "github", "GitHub", "github", "ada-l", SINCE, null, true)),
                                MORE,
                                Notice.linked("GitHub"))));
        all.put(
                "account-last",
                (pages, context, request) -> pages.account(
                        context,
                        200,
                        new AccountView(
                                "linus",
                                null,
                                null,
                                false,
                                List.of(password("account.password.unset", "account.password.add")),
                                List.of(new AccountView.LinkRow(
                                        "github", "GitHub", "github", "linus", SINCE, USED, false)),
                                List.of(),
                                Notice.refusal(ErrorCode.LAST_SIGN_IN_METHOD))));
    }

    private static AccountRow password(String state, String action) {
        return new AccountRow(Group.WAYS_IN, "key", "field.password", Line.of(state), "/account/password", action);
    }
}
