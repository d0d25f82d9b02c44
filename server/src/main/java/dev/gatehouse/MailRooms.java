package dev.gatehouse;

import dev.gatehouse.domain.mail.Letters;
import dev.gatehouse.domain.mail.Notices;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.mail.MailSettings;
import dev.gatehouse.platform.mail.SmtpPost;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import dev.gatehouse.platform.pages.PagesSettings;
import dev.gatehouse.platform.pages.Stationery;
import java.security.SecureRandom;

/** What is done after requests, and the letters among that. */
final class MailRooms {
    final Outbox outbox;
    final Letters letters;

    /** @param rooms all that come before these are there */
    MailRooms(Rooms rooms, Values settings, Ids ids, SecureRandom random) {
        MailSettings mail = settings.room(MailSettings.SETTINGS).by(rooms.serviceName);
        outbox = new Outbox(
                new Outbox.Needs(rooms.database, rooms.seals, rooms.audit, rooms.clock, ids, random, rooms.metrics));
        letters = new Letters(new Letters.Needs(
                outbox,
                new Stationery(rooms.serviceName, settings.room(PagesSettings.SETTINGS)),
                settings.room(ServerSettings.SETTINGS).publicUrl().toString(),
                name -> rooms.providers.find(name).map(Provider::displayName).orElse(name),
                mail.configured()
                        ? new SmtpPost(
                                mail, settings.room(OutgoingSettings.SETTINGS).authorities())
                        : null,
                rooms.clock,
                rooms.metrics));
        if (mail.notices()) {
            new Notices(new Notices.Needs(rooms.database, outbox, rooms.accounts, rooms.limits, letters), rooms.audit);
        }
    }
}
