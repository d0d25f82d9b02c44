package dev.gatehouse;

import dev.gatehouse.domain.administration.OwnAccount;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.devices.DeviceSettings;
import dev.gatehouse.domain.devices.KnownDevices;
import dev.gatehouse.domain.sessions.OwnSessions;
import dev.gatehouse.domain.sessions.SessionLimit;
import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.OwnData;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.account.DataRoom;
import dev.gatehouse.feature.account.EventsRoom;
import dev.gatehouse.feature.account.OwnAccountRoom;
import dev.gatehouse.feature.sessions.SessionsRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.util.UUID;

/** What people may know and do about their own account, built once, in order; and the API of it. */
final class AccountRooms {
    final OwnAccount own;
    final OwnSessions sessions;
    final KnownDevices devices;
    final OwnData data;
    private final DeviceSettings deviceSettings;
    private final Rooms rooms;

    /** @param rooms all that come before these are there */
    AccountRooms(Rooms rooms, Values settings) {
        this.rooms = rooms;
        deviceSettings = settings.room(DeviceSettings.SETTINGS);
        devices = new KnownDevices(rooms.accounts, deviceSettings, rooms.audit, rooms.clock);
        rooms.audit.watch(this::recorded);
        SessionLimit.watch(rooms.sessions, settings.room(SessionSettings.SETTINGS), rooms.audit);
        own = new OwnAccount(new OwnAccount.Needs(
                rooms.database,
                rooms.accounts,
                rooms.roles,
                rooms.sessions,
                rooms.revocations,
                rooms.limits,
                rooms.audit));
        sessions = new OwnSessions(rooms.database, rooms.sessions, rooms.audit);
        data = new OwnData(
                rooms.database,
                rooms.limits,
                rooms.accounts::find,
                new OwnDataParts(rooms, devices).all(),
                rooms.clock);
    }

    /**
     * Forgets from where an account was used once somebody has taken it back by a letter, in the same transaction: until then
     * it may have been somebody else. Whoever gives up a change of address on their own page takes nothing back.
     */
    private void recorded(Transaction transaction, Recorded recorded) {
        AuditEvent event = recorded.event();
        boolean takenBack = event.action().equals("password.reset")
                || event.action().equals("email.kept") && event.detail().containsKey("change");
        String subject = event.subject();
        if (takenBack && subject != null && event.outcome() == AuditEvent.Outcome.SUCCESS) {
            UUID account = UUID.fromString(subject);
            devices.forgetAll(transaction, account);
            rooms.backoffs.places().forgetAll(transaction, account);
        }
    }

    /** Lets what has expired leave. */
    void sweepWith(Sweeper sweeper) {
        KnownDevices.sweepWith(sweeper, deviceSettings);
    }

    /** Adds the routes of the API. */
    void addTo(Routes routes, TokenDelivery delivery) {
        Freshness freshness = rooms.entrance.freshness;
        new SessionsRoom(sessions, freshness).addTo(routes);
        new EventsRoom(rooms.database, rooms.audit).addTo(routes);
        new DataRoom(data, rooms.secondFactors.rules, freshness).addTo(routes);
        new OwnAccountRoom(new OwnAccountRoom.Needs(
                        rooms.database,
                        own,
                        rooms.roles,
                        rooms.signing.passwordSignIn,
                        rooms.proofs,
                        rooms.secondFactors.rules,
                        freshness,
                        delivery))
                .addTo(routes);
    }
}
