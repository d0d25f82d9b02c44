package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.sessions.OwnSessions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The applications that somebody is signed in at. Form: {@code POST /account/apps/end} with {@code client_id}. */
public record AppsView(List<OwnSessions.App> apps, @Nullable Notice notice) {
    public AppsView {
        apps = List.copyOf(apps);
    }
}
