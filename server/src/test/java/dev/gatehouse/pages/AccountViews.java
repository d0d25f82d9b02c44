package dev.gatehouse.pages;

import dev.gatehouse.domain.sessions.OwnSessions;
import dev.gatehouse.feature.hosted.AccountRow;
import dev.gatehouse.feature.hosted.AccountRow.Group;
import dev.gatehouse.feature.hosted.AccountRow.Line;
import dev.gatehouse.feature.hosted.AccountView;
import dev.gatehouse.feature.hosted.AppsView;
import dev.gatehouse.feature.hosted.ClosingView;
import dev.gatehouse.feature.hosted.DevicesView;
import dev.gatehouse.feature.hosted.EventsView;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.PasswordView;
import dev.gatehouse.feature.hosted.ProfileView;
import dev.gatehouse.feature.hosted.ProviderButton;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.pages.ViewServer.Shown;
import dev.gatehouse.platform.pages.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
        overview(all);
        profile(all);
        password(all);
        signedIn(all);
        events(all);
        all.put("account-data", (pages, context, request) -> pages.data(context));
        all.put(
                "account-delete",
                (pages, context, request) -> pages.closing(context, 200, new ClosingView("ada", List.of(), null)));
        all.put(
                "account-delete-refused",
                (pages, context, request) -> pages.closing(
                        context,
                        422,
                        new ClosingView(
                                "ada",
                                List.of(new FieldError(
                                        "confirm", "This is not the user name or e-mail address of this account.")),
                                null)));
        all.put("account-closed", (pages, context, request) -> pages.closed(context));
    }

    private static void overview(Map<String, Shown> all) {
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
                                rows(Line.of("account.password.changed", SINCE), "account.password.change"),
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
                                rows(Line.of("account.password.unset"), "account.password.add"),
                                List.of(new AccountView.LinkRow(
                                        "github", "GitHub", "github", "linus", SINCE, USED, false)),
                                List.of(),
                                Notice.refusal(ErrorCode.LAST_SIGN_IN_METHOD))));
    }

    private static List<AccountRow> rows(Line password, String action) {
        return List.of(
                new AccountRow(
                        Group.PROFILE,
                        "person",
                        "account.row.profile",
                        List.of(Line.plain("Ada Lovelace"), Line.of("account.profile.username", "ada")),
                        Notice.Tone.PLAIN,
                        "/account/profile",
                        "account.edit"),
                new AccountRow(Group.WAYS_IN, "key", "field.password", password, "/account/password", action),
                row(Group.SECURITY, "devices", "sessions", Line.of("account.sessions.state", 3), "account.manage"),
                row(Group.SECURITY, "apps", "apps", Line.of("account.apps.none"), "account.manage"),
                row(Group.SECURITY, "history", "events", Line.of("account.events.state"), "account.show"),
                row(Group.DATA, "download", "data", Line.of("account.data.state"), "account.data.get"),
                row(Group.DATA, "trash", "delete", Line.of("account.delete.state"), "account.delete.go"));
    }

    private static AccountRow row(Group group, String icon, String what, Line state, String action) {
        return new AccountRow(group, icon, "account.row." + what, state, "/account/" + what, action);
    }

    private static void profile(Map<String, Shown> all) {
        List<Language> languages = List.of(Language.values());
        all.put(
                "account-profile",
                (pages, context, request) -> pages.profile(
                        context,
                        200,
                        new ProfileView("Ada Lovelace", "ada", "ada@example.com", "de", languages, List.of(), null)));
        all.put(
                "account-profile-taken",
                (pages, context, request) -> pages.profile(
                        context,
                        409,
                        new ProfileView(
                                null,
                                "grace",
                                null,
                                null,
                                languages,
                                List.of(new FieldError("username", "This user name is somebody's. Choose another.")),
                                null)));
    }

    private static void password(Map<String, Shown> all) {
        all.put(
                "password",
                (pages, context, request) -> pages.password(
                        context,
                        422,
                        new PasswordView(
                                "ada@example.com",
                                false,
                                false,
                                List.of(new FieldError("password", "Use at least 8 characters.")),
                                null)));
        all.put(
                "password-change",
                (pages, context, request) ->
                        pages.password(context, 200, new PasswordView("ada@example.com", true, true, List.of(), null)));
        all.put(
                "password-change-wrong",
                (pages, context, request) -> pages.password(
                        context,
                        401,
                        new PasswordView(
                                "ada@example.com",
                                true,
                                false,
                                List.of(new FieldError("current_password", "The current password is not right.")),
                                null)));
    }

    private static void signedIn(Map<String, Shown> all) {
        all.put(
                "account-sessions",
                (pages, context, request) -> pages.devices(
                        context,
                        new DevicesView(
                                List.of(
                                        device("Firefox, Linux", "computer", "203.0.113.9", List.of("gatehouse"), true),
                                        device("Safari, iPhone", "phone", "2001:db8::7", List.of(), false),
                                        device(null, "terminal", null, List.of("gatehouse"), false)),
                                Notice.done("session_ended"))));
        all.put(
                "account-sessions-one",
                (pages, context, request) -> pages.devices(
                        context,
                        new DevicesView(
                                List.of(device("Chrome, Android", "phone", "203.0.113.9", List.of(), true)), null)));
        all.put(
                "account-apps",
                (pages, context, request) -> pages.apps(
                        context,
                        new AppsView(
                                List.of(
                                        new OwnSessions.App("gatehouse", SINCE, USED, 3),
                                        new OwnSessions.App("tasks.example.com", SINCE, USED, 1)),
                                null)));
        all.put(
                "account-apps-none",
                (pages, context, request) -> pages.apps(context, new AppsView(List.of(), Notice.done("app_ended"))));
    }

    static DevicesView.Row device(
            @Nullable String name, String icon, @Nullable String address, List<String> clients, boolean current) {
        return new DevicesView.Row(
                new UUID(1, 2),
                name,
                icon,
                address,
                clients,
                SINCE,
                USED,
                USED.plus(Duration.ofDays(7)),
                SINCE.plus(Duration.ofDays(300)),
                current);
    }

    private static void events(Map<String, Shown> all) {
        all.put(
                "account-events",
                (pages, context, request) -> pages.events(
                        context,
                        new EventsView(
                                List.of(
                                        new EventsView.Row(
                                                USED,
                                                "event.device.new",
                                                "",
                                                null,
                                                "Safari, iPhone",
                                                "2001:db8::7",
                                                false),
                                        new EventsView.Row(
                                                USED,
                                                "event.link.added",
                                                "Google",
                                                null,
                                                "Firefox, Linux",
                                                "203.0.113.9",
                                                false),
                                        new EventsView.Row(
                                                USED,
                                                "event.signin.password.failed",
                                                "",
                                                null,
                                                null,
                                                "198.51.100.4",
                                                true),
                                        new EventsView.Row(
                                                SINCE,
                                                "event.account.changed",
                                                "",
                                                "events.by.administrator",
                                                null,
                                                null,
                                                false)),
                                "/account/events?page=x",
                                "/account/events")));
        all.put(
                "account-events-none",
                (pages, context, request) -> pages.events(context, new EventsView(List.of(), null, null)));
    }
}
