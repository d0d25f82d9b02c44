package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.administration.OwnAccount;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.devices.DeviceSettings;
import dev.gatehouse.domain.devices.KnownDevices;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.sessions.OwnSessions;
import dev.gatehouse.domain.sessions.SessionLimit;
import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.OwnData;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.account.DataRoom;
import dev.gatehouse.feature.account.EventsRoom;
import dev.gatehouse.feature.account.OwnAccountRoom;
import dev.gatehouse.feature.sessions.SessionsRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people may know and do about their own account, built once, in order; and the API of it. */
final class AccountRooms {
    private static final int MOST_SESSIONS = 1_000;
    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int MOST_EVENTS = 10_000;

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
        data = new OwnData(rooms.database, rooms.accounts::find, parts(), rooms.clock);
    }

    /** Lets what has expired leave. */
    void sweepWith(Sweeper sweeper) {
        KnownDevices.sweepWith(sweeper, deviceSettings);
    }

    /** Adds the routes of the API. */
    void addTo(Routes routes, Freshness freshness, TokenDelivery delivery) {
        new SessionsRoom(sessions, freshness).addTo(routes);
        new EventsRoom(rooms.database, rooms.audit).addTo(routes);
        new DataRoom(data, freshness).addTo(routes);
        new OwnAccountRoom(new OwnAccountRoom.Needs(
                        rooms.database,
                        own,
                        rooms.roles,
                        rooms.signing.passwordSignIn,
                        rooms.proofs,
                        freshness,
                        delivery))
                .addTo(routes);
    }

    private record AccountData(
            UUID id,
            @Nullable String username,
            @Nullable String email,
            boolean emailVerified,
            @Nullable String name,
            @Nullable String picture,
            @Nullable String language,
            Instant createdAt,
            Instant updatedAt) {}

    private record PasswordData(boolean set, @Nullable Instant changedAt) {}

    private record IdentityData(
            String provider,
            String issuer,
            String subject,
            @Nullable String email,
            boolean emailVerified,
            String label,
            Instant linkedAt,
            @Nullable Instant usedAt) {}

    private record SessionData(
            UUID id,
            String client,
            String method,
            String provider,
            List<String> amr,
            String acr,
            @Nullable String device,
            @Nullable String address,
            @Nullable Instant authTime,
            Instant createdAt,
            Instant endsAt,
            @Nullable Instant endedAt) {}

    private record EventData(
            UUID id,
            Instant at,
            String action,
            String outcome,
            @Nullable String sessionId,
            @Nullable String device,
            @Nullable String address,
            Map<String, String> detail) {}

    /** What each room keeps of an account. */
    private Map<String, OwnData.Part> parts() {
        Map<String, OwnData.Part> parts = new LinkedHashMap<>();
        parts.put("account", this::account);
        parts.put("roles", rooms.roles::ofAccount);
        parts.put("password", (sql, account) -> {
            Optional<Instant> changed = rooms.passwords.changedAt(sql, account);
            return new PasswordData(changed.isPresent(), changed.orElse(null));
        });
        parts.put("identities", (sql, account) -> rooms.identities.ofAccount(sql, account).stream()
                .map(AccountRooms::identity)
                .toList());
        parts.put("second_factors", rooms.factors.factors::held);
        parts.put("remembered_devices", rooms.factors.devices::of);
        parts.put("known_devices", devices::of);
        parts.put("sessions", (sql, account) -> rooms.sessions.kept(sql, account, MOST_SESSIONS).stream()
                .map(AccountRooms::session)
                .toList());
        parts.put("events", this::events);
        return parts;
    }

    private AccountData account(Sql sql, UUID id) {
        Account account = rooms.accounts.find(sql, id).orElseThrow();
        return new AccountData(
                id,
                account.username(),
                account.email(),
                account.emailVerified(),
                account.name(),
                account.picture(),
                rooms.accounts.language(sql, id).orElse(null),
                account.createdAt(),
                account.updatedAt());
    }

    private static IdentityData identity(Identity identity) {
        return new IdentityData(
                identity.provider(),
                identity.issuer(),
                identity.subject(),
                identity.email(),
                identity.emailVerified(),
                identity.label(),
                identity.linkedAt(),
                identity.usedAt());
    }

    private static SessionData session(Sessions.Kept kept) {
        var session = kept.session();
        return new SessionData(
                session.id(),
                session.clientId(),
                session.authMethod(),
                session.provider(),
                session.amr(),
                session.acr(),
                session.userAgent(),
                session.address(),
                session.authTime(),
                session.createdAt(),
                session.endsAt(),
                kept.endedAt());
    }

    private List<EventData> events(Sql sql, UUID account) {
        List<EventData> all = new ArrayList<>();
        UUID before = null;
        List<Recorded> some;
        do {
            some = rooms.audit.of(sql, account, before, EVENTS_AT_ONCE);
            some.forEach(recorded -> all.add(event(recorded)));
            before = some.isEmpty() ? before : some.getLast().id();
        } while (some.size() == EVENTS_AT_ONCE && all.size() < MOST_EVENTS);
        return all;
    }

    private static EventData event(Recorded recorded) {
        var event = recorded.event();
        return new EventData(
                recorded.id(),
                recorded.at(),
                event.action(),
                event.outcome().name().toLowerCase(java.util.Locale.ROOT),
                event.sessionId(),
                recorded.origin().userAgent(),
                recorded.origin().address(),
                event.detail());
    }
}
