package dev.gatehouse;

import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.feature.hosted.AccountDesk;
import dev.gatehouse.feature.hosted.AccountEmailRoom;
import dev.gatehouse.feature.hosted.AccountPart;
import dev.gatehouse.feature.hosted.AccountPasswordRoom;
import dev.gatehouse.feature.hosted.AccountRoom;
import dev.gatehouse.feature.hosted.AccountRow;
import dev.gatehouse.feature.hosted.AccountRow.Group;
import dev.gatehouse.feature.hosted.AccountRow.Line;
import dev.gatehouse.feature.hosted.HostedDesk;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.platform.http.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The pages on which people look after their account: each part gives the first page a row, and adds pages of its own. */
final class AccountPages {
    private final Rooms rooms;
    private final AccountDesk accounts;
    private final FactorDoor factors;
    private final BiFunction<Linking, String, String> departure;

    AccountPages(Rooms rooms, HostedDesk hosted, BiFunction<Linking, String, String> departure) {
        this.rooms = rooms;
        this.accounts = new AccountDesk(hosted, id -> rooms.database.read(sql -> rooms.accounts.find(sql, id)));
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
        new AccountPasswordRoom(accounts, rooms.entrance.passwordAddition).addTo(routes);
        factors.addAccountPages(routes, accounts);
        rooms.passkeys.addPages(routes, accounts);
    }

    /** What has pages of its own, in the order in which the first page shows it. */
    private List<AccountPart> parts() {
        return List.of(email(), password(), rooms.passkeys.part(), factors.part());
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

    private AccountPart password() {
        return (sql, account) -> {
            boolean set = rooms.passwords.find(sql, account.id()).isPresent();
            List<Line> state = new ArrayList<>(List.of(Line.of("account.password." + (set ? "set" : "unset"))));
            if (set
                    && rooms.identities.ofAccount(sql, account.id()).isEmpty()
                    && !rooms.passkeys.passkeys.any(sql, account.id())) {
                state.add(Line.of("account.only_way"));
            }
            return new AccountRow(
                    Group.WAYS_IN,
                    "key",
                    "field.password",
                    state,
                    Notice.Tone.PLAIN,
                    "/account/password",
                    set ? "account.password.change" : "account.password.add");
        };
    }
}
