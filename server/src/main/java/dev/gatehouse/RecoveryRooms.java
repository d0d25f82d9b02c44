package dev.gatehouse;

import dev.gatehouse.domain.administration.RecoveryAdministration;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.recovery.MailDesk;
import dev.gatehouse.domain.recovery.MailedLinks;
import dev.gatehouse.domain.recovery.MailedSignIns;
import dev.gatehouse.domain.recovery.Recovery;
import dev.gatehouse.domain.recovery.RecoverySettings;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WrongLinks;
import dev.gatehouse.feature.hosted.ByMail;
import dev.gatehouse.feature.hosted.HostedDesk;
import dev.gatehouse.feature.hosted.MailRoom;
import dev.gatehouse.feature.hosted.MailTickets;
import dev.gatehouse.feature.hosted.RecoverRoom;
import dev.gatehouse.feature.recovery.MailedSignInRoom;
import dev.gatehouse.feature.recovery.RecoveryRoom;
import dev.gatehouse.feature.users.UserRecoveryRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Routes;
import java.security.SecureRandom;
import java.util.function.Function;

/** Getting back into accounts and signing in by mail, and the routes in front of that; built last, of all the other rooms. */
final class RecoveryRooms {
    final RecoverySettings settings;
    final MailDesk desk;
    final Recovery recovery;
    final MailedSignIns signIns;
    final RecoveryAdministration administration;

    /** @param rooms all that come before these are there */
    RecoveryRooms(Rooms rooms, RecoverySettings settings, String publicUrl, SecureRandom random) {
        this.settings = settings;
        desk = new MailDesk(new MailDesk.Needs(
                rooms.database,
                rooms.accounts,
                rooms.limits,
                rooms.backoffs.places(),
                settings,
                rooms.outbox,
                rooms.letters,
                rooms.audit,
                publicUrl,
                rooms.clock,
                random));
        MailedLinks mailed = new MailedLinks(rooms.accounts, rooms.passwords, rooms.links);
        recovery = new Recovery(new Recovery.Needs(
                rooms.database,
                desk,
                settings,
                mailed,
                rooms.links,
                rooms.passwords,
                rooms.sessions,
                rooms.factors.factors,
                rooms.factors.codes,
                rooms.verification.reclaiming,
                rooms.audit,
                rooms.clock));
        signIns = new MailedSignIns(new MailedSignIns.Needs(
                rooms.database,
                desk,
                settings,
                rooms.accounts,
                mailed,
                rooms.factors.codes,
                rooms.limits,
                rooms.backoffs,
                rooms.verification.reclaiming,
                rooms.seals,
                rooms.audit,
                rooms.clock));
        administration = new RecoveryAdministration(new RecoveryAdministration.Needs(
                rooms.database, rooms.administration.accounts, recovery, rooms.sessions, rooms.audit));
    }

    /** What the page on which people sign in offers to mail now. */
    ByMail offered() {
        return new ByMail(desk.available() ? "/recover" : null, signIns.byLink(), signIns.byCode());
    }

    /** Adds the API. */
    void addTo(Routes routes, Rooms rooms, Values values, TokenDelivery delivery, Function<Request, String> language) {
        SignInLimits rates = values.room(SignInLimits.SETTINGS);
        new RecoveryRoom(recovery, new WrongLinks(rooms.limits, rates), language).addTo(routes);
        new MailedSignInRoom(new MailedSignInRoom.Needs(
                        signIns,
                        settings,
                        rooms.signing.directSignIns,
                        delivery,
                        values.room(FlowSettings.SETTINGS),
                        rooms.limits,
                        rates,
                        language))
                .addTo(routes);
        new UserRecoveryRoom(administration, rooms.entrance.freshness).addTo(routes);
    }

    /** Adds the pages. */
    void addPages(Routes routes, HostedDesk hosted, Rooms rooms) {
        MailTickets tickets = new MailTickets(rooms.seals);
        new RecoverRoom(new RecoverRoom.Needs(hosted, recovery, tickets, desk::available)).addTo(routes);
        new MailRoom(new MailRoom.Needs(hosted, signIns, settings, tickets)).addTo(routes);
    }
}
