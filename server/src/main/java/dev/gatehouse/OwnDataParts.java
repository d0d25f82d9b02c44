package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.devices.KnownDevices;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.passkeys.Passkey;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.feature.OwnData;
import dev.gatehouse.platform.sql.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people take along of their account, out of each room that keeps something: all but what opens anything. */
final class OwnDataParts {
    private static final int MOST_SESSIONS = 1_000;
    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int MOST_EVENTS = 10_000;

    private final Rooms rooms;
    private final KnownDevices devices;

    OwnDataParts(Rooms rooms, KnownDevices devices) {
        this.rooms = rooms;
        this.devices = devices;
    }

    private record AccountData(
            UUID id,
            @Nullable String username,
            @Nullable String email,
            boolean emailVerified,
            @Nullable String name,
            @Nullable String picture,
            @Nullable String language,
            boolean emailGiven,
            String status,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant signedInAt) {}

    private record PasswordData(boolean set, @Nullable Instant changedAt) {}

    private record IdentityData(
            String provider,
            String issuer,
            String subject,
            @Nullable String email,
            boolean emailVerified,
            String label,
            List<String> roles,
            Instant linkedAt,
            @Nullable Instant usedAt,
            @Nullable Instant tokensKeptAt) {}

    private record PasskeyData(
            UUID id,
            String name,
            UUID model,
            List<String> transports,
            boolean userVerified,
            boolean backupEligible,
            boolean backedUp,
            Instant createdAt,
            @Nullable Instant usedAt) {}

    private record SessionData(
            UUID id,
            String client,
            String scope,
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

    /** What each room keeps of an account, by the names of the members, in order. */
    Map<String, OwnData.Part> all() {
        Map<String, OwnData.Part> parts = new LinkedHashMap<>();
        parts.put("account", this::account);
        parts.put("roles", rooms.roles::ofAccount);
        parts.put("password", (sql, account) -> {
            Optional<Instant> changed = rooms.passwords.changedAt(sql, account);
            return new PasswordData(changed.isPresent(), changed.orElse(null));
        });
        parts.put("identities", (sql, account) -> rooms.identities.ofAccount(sql, account).stream()
                .map(identity -> identity(sql, identity))
                .toList());
        parts.put("passkeys", (sql, account) -> rooms.passkeys.passkeys.ofAccount(sql, account).stream()
                .map(OwnDataParts::passkey)
                .toList());
        parts.put("authenticators", rooms.factors.authenticators::of);
        parts.put("second_factors", rooms.factors.factors::held);
        parts.put("remembered_devices", rooms.factors.devices::kept);
        parts.put("known_devices", devices::of);
        parts.put("sessions", (sql, account) -> rooms.sessions.kept(sql, account, MOST_SESSIONS).stream()
                .map(OwnDataParts::session)
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
                rooms.accounts.emailGiven(sql, id),
                account.status().label(),
                account.createdAt(),
                account.updatedAt(),
                rooms.accounts.signedInAt(sql, id).orElse(null));
    }

    private static PasskeyData passkey(Passkey passkey) {
        return new PasskeyData(
                passkey.id(),
                passkey.name(),
                passkey.aaguid(),
                passkey.transports(),
                passkey.userVerified(),
                passkey.backupEligible(),
                passkey.backedUp(),
                passkey.createdAt(),
                passkey.usedAt());
    }

    private IdentityData identity(Sql sql, Identity identity) {
        return new IdentityData(
                identity.provider(),
                identity.issuer(),
                identity.subject(),
                identity.email(),
                identity.emailVerified(),
                identity.label(),
                List.copyOf(identity.roles()),
                identity.linkedAt(),
                identity.usedAt(),
                rooms.identities.tokensKeptAt(sql, identity.id()).orElse(null));
    }

    private static SessionData session(Sessions.Kept kept) {
        var session = kept.session();
        return new SessionData(
                session.id(),
                session.clientId(),
                session.scope(),
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
            some.forEach(recorded -> all.add(event(recorded, account)));
            before = some.isEmpty() ? before : some.getLast().id();
        } while (some.size() == EVENTS_AT_ONCE && all.size() < MOST_EVENTS);
        return all;
    }

    private static EventData event(Recorded recorded, UUID account) {
        var event = recorded.event();
        var from = recorded.originFor(account);
        return new EventData(
                recorded.id(),
                recorded.at(),
                event.action(),
                event.outcome().name().toLowerCase(Locale.ROOT),
                event.sessionId(),
                from.userAgent(),
                from.address(),
                event.detail());
    }
}
