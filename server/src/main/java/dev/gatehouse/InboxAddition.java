package dev.gatehouse;

import dev.gatehouse.domain.credentials.PasswordSettings;
import dev.gatehouse.feature.inbox.Inbox;
import dev.gatehouse.feature.inbox.InboxRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.mail.MailSettings;
import dev.gatehouse.platform.pages.Pages;
import dev.gatehouse.platform.pages.PagesSettings;
import java.util.List;

/** An inbox for every letter, where settings name no mail server that would take them. */
final class InboxAddition implements Addition {
    private final Values settings;

    InboxAddition(Values settings) {
        this.settings = settings;
    }

    /** Whether it is there. */
    boolean present() {
        return !settings.room(MailSettings.SETTINGS).configured();
    }

    @Override
    public Runnable addTo(Routes routes, Host host) {
        if (present()) {
            Inbox inbox = new Inbox();
            host.letters().collectWith(inbox);
            Pages pages = new Pages(
                    settings.room(PasswordSettings.SETTINGS).serviceName(),
                    settings.room(ServerSettings.SETTINGS).http().publiclySecure(),
                    settings.room(PagesSettings.SETTINGS));
            new InboxRoom(inbox, pages).addTo(routes);
        }
        return () -> {};
    }

    @Override
    public List<String> descriptions() {
        return present() ? List.of("/openapi/inbox.json") : List.of();
    }
}
