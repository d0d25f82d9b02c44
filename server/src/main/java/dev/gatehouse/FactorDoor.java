package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.RememberedCookie;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.mfa.FactorsRoom;
import dev.gatehouse.feature.mfa.MfaRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
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

    /** Adds the routes under {@code /auth/mfa}. */
    void addApi(Routes routes, Values settings, TokenDelivery delivery) {
        SessionSettings sessions = settings.room(SessionSettings.SETTINGS);
        boolean secure = settings.room(ServerSettings.SETTINGS).http().publiclySecure();
        new MfaRoom(new MfaRoom.Needs(
                        rooms.halfSignIns,
                        rooms.directSignIns,
                        seconds.seconds,
                        seconds.changes,
                        rooms.factors.devices,
                        find,
                        id -> seconds.changes.overview(id).held().recoveryCodes(),
                        delivery,
                        new RememberedCookie(secure),
                        rooms.serviceName))
                .addTo(routes);
        new FactorsRoom(new FactorsRoom.Needs(
                        seconds.changes,
                        seconds.changes::overview,
                        find,
                        new Freshness(sessions.fresh(), rooms.clock),
                        rooms.serviceName))
                .addTo(routes);
    }
}
