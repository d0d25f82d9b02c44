package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.sessions.OwnSessions;
import dev.gatehouse.domain.sessions.SignedInDevice;
import dev.gatehouse.feature.hosted.AccountDataRoom;
import dev.gatehouse.feature.hosted.AccountDesk;
import dev.gatehouse.feature.hosted.AccountDevicesRoom;
import dev.gatehouse.feature.hosted.AccountEmailRoom;
import dev.gatehouse.feature.hosted.AccountEventsRoom;
import dev.gatehouse.feature.hosted.AccountPart;
import dev.gatehouse.feature.hosted.AccountPasswordRoom;
import dev.gatehouse.feature.hosted.AccountProfileRoom;
import dev.gatehouse.feature.hosted.AccountRoom;
import dev.gatehouse.feature.hosted.AccountRow;
import dev.gatehouse.feature.hosted.AccountRow.Group;
import dev.gatehouse.feature.hosted.AccountRow.Line;
import dev.gatehouse.feature.hosted.HostedDesk;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The pages on which people look after their account: each part gives the first page a row, and adds pages of its own. */
final class AccountPages {
    private final Rooms rooms;
    private final AccountDesk accounts;
    private final FactorDoor factors;
    private final BiFunction<Linking, String, String> departure;

    AccountPages(Rooms rooms, HostedDesk hosted, BiFunction<Linking, String, String> departure) {
        this.rooms = rooms;
        this.accounts = new AccountDesk(new AccountDesk.Needs(
                hosted,
                rooms.database,
                id -> rooms.database.read(sql -> rooms.accounts.find(sql, id)),
                rooms.secondFactors.rules));
        this.factors = new FactorDoor(rooms);
        this.departure = departure;
    }

    /** Adds the pages. */
    void addTo(Routes routes) {
        new AccountRoom(new AccountRoom.Needs(
                        accounts,
                        rooms.database,
                        rooms.providers,
                        rooms.federation.links,
                        rooms.secondFactors.rules,
                        parts(),
                        departure))
                .addTo(routes);
        new AccountEmailRoom(accounts, rooms.verification.verifications, rooms.verification.changes).addTo(routes);
        new AccountProfileRoom(accounts, rooms.account.own).addTo(routes);
        new AccountPasswordRoom(
                        accounts,
                        rooms.entrance.passwordAddition,
                        rooms.signing.passwordChange,
                        rooms.passkeys.passwordRemoval,
                        rooms.verification.changes::asksForBoth)
                .addTo(routes);
        factors.addAccountPages(routes, accounts);
        rooms.passkeys.addPages(routes, accounts);
        new AccountDevicesRoom(accounts, rooms.account.sessions).addTo(routes);
        new AccountEventsRoom(accounts, rooms.database, rooms.audit).addTo(routes);
        new AccountDataRoom(accounts, rooms.account.data, rooms.account.own).addTo(routes);
    }

    /** What has pages of its own, in the order in which the first page shows it. */
    private List<AccountPart> parts() {
        return List.of(
                this::profile,
                email(),
                this::password,
                rooms.passkeys.part(),
                factors.part(),
                this::sessions,
                this::apps,
                row(Group.SECURITY, "history", "events", "/account/events", "account.show"),
                row(Group.DATA, "download", "data", "/account/data", "account.data.get"),
                row(Group.DATA, "trash", "delete", "/account/delete", "account.delete.go"));
    }

    private static AccountPart email() {
        return (sql, account) -> {
            String address = account.email();
            List<Line> state = address == null
                    ? List.of(Line.of("email.none"))
                    : List.of(
                            Line.plain(address),
                            Line.of(account.emailVerified() ? "account.verified" : "account.unverified"));
            return new AccountRow(
                    Group.PROFILE,
                    "mail",
                    "field.email",
                    state,
                    Notice.Tone.PLAIN,
                    "/account/email",
                    address == null ? "email.add" : "email.change");
        };
    }

    private static AccountPart row(Group group, String icon, String what, String href, String action) {
        AccountRow row =
                new AccountRow(group, icon, "account.row." + what, Line.of("account." + what + ".state"), href, action);
        return (sql, account) -> row;
    }

    private AccountRow profile(Sql sql, Account account) {
        List<Line> state = new ArrayList<>();
        state.add(account.name() == null ? Line.of("account.profile.none") : Line.plain(account.name()));
        if (account.username() != null) {
            state.add(Line.of("account.profile.username", account.username()));
        }
        return new AccountRow(
                Group.PROFILE,
                "person",
                "account.row.profile",
                state,
                Notice.Tone.PLAIN,
                "/account/profile",
                "account.edit");
    }

    private AccountRow password(Sql sql, Account account) {
        Optional<Instant> changed = rooms.passwords.changedAt(sql, account.id());
        List<Line> state = new ArrayList<>();
        state.add(changed.map(at -> Line.of("account.password.changed", at))
                .orElseGet(() -> Line.of("account.password.unset")));
        if (changed.isPresent()
                && rooms.identities.ofAccount(sql, account.id()).isEmpty()
                && rooms.factors.factors.held(sql, account.id()).passkeys() == 0) {
            state.add(Line.of("account.only_way"));
        }
        return new AccountRow(
                Group.WAYS_IN,
                "key",
                "field.password",
                state,
                Notice.Tone.PLAIN,
                "/account/password",
                changed.isPresent() ? "account.password.change" : "account.password.add");
    }

    private AccountRow sessions(Sql sql, Account account) {
        int devices = SignedInDevice.of(rooms.sessions.live(sql, account.id())).size();
        return new AccountRow(
                Group.SECURITY,
                "devices",
                "account.row.sessions",
                Line.of("account.sessions.state", devices),
                "/account/sessions",
                "account.manage");
    }

    private AccountRow apps(Sql sql, Account account) {
        int apps = OwnSessions.apps(rooms.sessions.live(sql, account.id())).size();
        return new AccountRow(
                Group.SECURITY,
                "apps",
                "account.row.apps",
                apps == 0 ? Line.of("account.apps.none") : Line.of("account.apps.state", apps),
                "/account/apps",
                "account.manage");
    }
}
