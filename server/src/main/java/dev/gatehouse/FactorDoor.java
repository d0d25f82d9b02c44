package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.factors.Held;
import dev.gatehouse.domain.signin.SignIns;
import dev.gatehouse.feature.RememberedCookie;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WaitingSignIns;
import dev.gatehouse.feature.hosted.AccountDesk;
import dev.gatehouse.feature.hosted.AccountPart;
import dev.gatehouse.feature.hosted.AccountRow;
import dev.gatehouse.feature.hosted.AccountRow.Group;
import dev.gatehouse.feature.hosted.AccountRow.Line;
import dev.gatehouse.feature.hosted.EnrolRoom;
import dev.gatehouse.feature.hosted.HostedDesk;
import dev.gatehouse.feature.hosted.Notice;
import dev.gatehouse.feature.hosted.OtherwiseRoom;
import dev.gatehouse.feature.hosted.SecondFactorRoom;
import dev.gatehouse.feature.hosted.SecondFactorsRoom;
import dev.gatehouse.feature.mfa.FactorsRoom;
import dev.gatehouse.feature.mfa.MfaRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Adds the features of second factors. */
final class FactorDoor {
    private final Rooms rooms;
    private final SecondFactorRooms seconds;
    private final Function<UUID, Optional<Account>> find;

    FactorDoor(Rooms rooms) {
        this.rooms = rooms;
        this.seconds = rooms.secondFactors;
        this.find = id -> rooms.database.read(sql -> rooms.accounts.find(sql, id));
    }

    /** Adds the steps of a sign-in that ask for a second factor, and in which one is set up. */
    void addSteps(Routes routes, HostedDesk hosted, boolean secure) {
        Duration rememberFor = rooms.factors.devices.life().orElse(Duration.ZERO);
        new SecondFactorRoom(new SecondFactorRoom.Needs(
                        hosted, seconds.seconds, find, new RememberedCookie(secure), rememberFor))
                .addTo(routes);
        new EnrolRoom(new EnrolRoom.Needs(
                        hosted,
                        rooms.passkeys.enrolments,
                        seconds.changes::mayUseEmail,
                        rooms.factors.authenticators,
                        find,
                        rooms.serviceName))
                .addTo(routes);
        new OtherwiseRoom(hosted).addTo(routes);
    }

    /** Adds the pages on which people look after their second factors. */
    void addAccountPages(Routes routes, AccountDesk accounts) {
        new SecondFactorsRoom(new SecondFactorsRoom.Needs(accounts, seconds.changes, rooms.serviceName)).addTo(routes);
    }

    /** How an account stands with its second factors, as its first page shows it. */
    AccountPart part() {
        return (sql, account) -> {
            Held held = rooms.factors.factors.held(sql, account.id());
            boolean wanting = !held.any() && rooms.assurance.required(sql, account, SignIns.FIRST_PARTY);
            List<Line> state = new ArrayList<>(List.of(Line.of(held.asks() ? "factor.row.on" : "factor.row.off")));
            if (held.asks()) {
                state.add(Line.of("factor.codes.left", held.recoveryCodes()));
            }
            return new AccountRow(
                    Group.SECURITY,
                    "shield",
                    "factor.page.title",
                    state,
                    wanting ? Notice.Tone.BAD : Notice.Tone.PLAIN,
                    SecondFactorsRoom.HERE,
                    "account.manage");
        };
    }

    /** Adds the routes under {@code /auth/mfa}. */
    void addApi(Routes routes, Values settings, TokenDelivery delivery) {
        boolean secure = settings.room(ServerSettings.SETTINGS).http().publiclySecure();
        WaitingSignIns waiting = new WaitingSignIns(rooms.signing.halfSignIns, rooms.signing.directSignIns, delivery);
        new MfaRoom(new MfaRoom.Needs(
                        waiting,
                        seconds.seconds,
                        rooms.passkeys.enrolments,
                        rooms.factors.devices,
                        find,
                        id -> seconds.changes.overview(id).held().recoveryCodes(),
                        new RememberedCookie(secure),
                        rooms.serviceName))
                .addTo(routes);
        new FactorsRoom(new FactorsRoom.Needs(
                        seconds.changes, seconds.changes::overview, find, rooms.entrance.freshness, rooms.serviceName))
                .addTo(routes);
    }
}
