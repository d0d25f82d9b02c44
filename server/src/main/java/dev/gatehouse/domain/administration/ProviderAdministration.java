package dev.gatehouse.domain.administration;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.identities.Identities;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderKey;
import dev.gatehouse.domain.providers.Providers;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds, changes and removes providers, and signs out whom one of them let in that does not any more. */
public final class ProviderAdministration {
    /** The rooms that a change of a provider touches. */
    public record Needs(
            Database database, Providers providers, Identities identities, Sessions sessions, AuditTrail audit) {}

    /** What went with a provider: how many identities and how many sessions. */
    public record Gone(int identities, int sessions) {}

    private final Needs needs;

    public ProviderAdministration(Needs needs) {
        this.needs = needs;
    }

    /**
     * Adds a provider.
     *
     * @throws Misfits with a sentence for each thing that does not fit
     * @throws Problem {@link ErrorCode#CONFLICT} where there is one of that name
     */
    public Provider add(Actor actor, String name, Map<ProviderKey, String> given) {
        Providers.Draft draft = needs.providers.draft(name, given);
        return needs.database.write(transaction -> {
            if (needs.providers.inSettings(name) || !needs.providers.keep(transaction, draft)) {
                throw Problem.of(ErrorCode.CONFLICT, "There is a provider called " + name + " already.");
            }
            record(transaction, actor, event("provider.added", actor, draft.provider()));
            return draft.provider();
        });
    }

    /**
     * Changes a provider. Where that disables it, those who came in by it are signed out.
     *
     * @param changes an empty text takes back what was given before
     * @throws Misfits with a sentence for each thing that does not fit
     * @throws Problem {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#CONFLICT} where it stands in the settings, or somebody
     *     else changed it at the same time
     */
    public Provider change(Actor actor, String name, Map<ProviderKey, String> changes) {
        refuseThoseOfSettings(name);
        Providers.Draft draft = needs.providers.change(name, changes).orElseThrow(() -> unknown(name));
        return needs.database.write(transaction -> {
            if (!needs.providers.keep(transaction, draft)) {
                throw Problem.of(
                        ErrorCode.CONFLICT, "Somebody else has just changed the provider " + name + ". Look again.");
            }
            if (!draft.provider().enabled()) {
                needs.sessions.endByProvider(transaction, name);
            }
            String keys =
                    changes.keySet().stream().map(ProviderKey::label).sorted().collect(Collectors.joining(" "));
            record(
                    transaction,
                    actor,
                    event("provider.changed", actor, draft.provider()).with("keys", keys));
            return draft.provider();
        });
    }

    /**
     * Lets people sign in with a provider again.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#CONFLICT} where it stands in the settings
     */
    public void enable(Actor actor, String name) {
        refuseThoseOfSettings(name);
        needs.database.write(transaction -> {
            switchTo(transaction, actor, name, true);
            return null;
        });
    }

    /**
     * Lets nobody sign in with a provider any more, and signs out those who have. One that the settings have disabled has
     * only the latter.
     *
     * @return how many sessions ended
     * @throws Problem {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#CONFLICT} where it stands in the settings, enabled
     */
    public int disable(Actor actor, String name) {
        boolean ofSettings = needs.providers.inSettings(name);
        if (ofSettings && needs.providers.findEnabled(name).isPresent()) {
            refuseThoseOfSettings(name);
        }
        return needs.database.write(transaction -> {
            if (!ofSettings) {
                switchTo(transaction, actor, name, false);
            }
            return needs.sessions.endByProvider(transaction, name);
        });
    }

    /** How many accounts would have no way in without this provider: no password, and no other provider that is enabled. */
    public long onlyWayIn(String name) {
        List<String> others = needs.providers.enabled().stream()
                .map(Provider::name)
                .filter(other -> !other.equals(name))
                .toList();
        return needs.database.read(sql -> needs.identities.onlyWayIn(sql, name, others));
    }

    /**
     * Forgets a provider and everybody's identity there, and signs out those who came in by it. Also for one that settings
     * once named and that has left identities behind.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#CONFLICT} where it stands in the settings;
     *     {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    public Gone remove(Actor actor, String name) {
        refuseThoseOfSettings(name);
        return needs.database.write(transaction -> {
            boolean stored = needs.providers.remove(transaction, name);
            int identities = needs.identities.removeProvider(transaction, name);
            int sessions = needs.sessions.endByProvider(transaction, name);
            if (!stored && identities == 0 && sessions == 0) {
                throw unknown(name);
            }
            record(
                    transaction,
                    actor,
                    AuditEvent.success("provider.removed")
                            .by(actor.name())
                            .on(name)
                            .with("identities", Integer.toString(identities))
                            .with("sessions", Integer.toString(sessions)));
            return new Gone(identities, sessions);
        });
    }

    /**
     * Signs out whoever came in by a provider that is neither enabled nor there any more: settings may have changed while no
     * server ran, and another node may have let somebody in before it heard.
     *
     * @return how many sessions ended
     */
    public int endStrays() {
        List<String> strays = needs.database.read(needs.sessions::providers).stream()
                .filter(name -> needs.providers.findEnabled(name).isEmpty())
                .toList();
        return strays.stream().mapToInt(this::endStrays).sum();
    }

    private int endStrays(String provider) {
        return needs.database.<Integer>write(transaction -> {
            int ended = needs.providers.enabledIn(transaction, provider)
                    ? 0
                    : needs.sessions.endByProvider(transaction, provider);
            if (ended > 0) {
                AuditEvent event = AuditEvent.success("provider.sessions_ended")
                        .by("server")
                        .on(provider)
                        .with("sessions", Integer.toString(ended));
                needs.audit.record(transaction, event, Origin.COMMAND_LINE);
            }
            return ended;
        });
    }

    private void switchTo(Transaction transaction, Actor actor, String name, boolean enabled) {
        if (!needs.providers.enable(transaction, name, enabled)) {
            throw unknown(name);
        }
        record(
                transaction,
                actor,
                AuditEvent.success("provider.changed")
                        .by(actor.name())
                        .on(name)
                        .with("enabled", Boolean.toString(enabled)));
    }

    private void refuseThoseOfSettings(String name) {
        if (needs.providers.inSettings(name)) {
            throw Problem.of(
                    ErrorCode.CONFLICT,
                    "The provider " + name + " stands in the settings: change providers." + name
                            + ".* there and start the server anew.");
        }
    }

    private static Problem unknown(String name) {
        return Problem.of(ErrorCode.NOT_FOUND, "There is no provider called " + name + ".");
    }

    private void record(Transaction transaction, Actor actor, AuditEvent event) {
        needs.audit.record(transaction, event, actor.from());
    }

    private static AuditEvent event(String action, Actor actor, Provider provider) {
        return AuditEvent.success(action)
                .by(actor.name())
                .on(provider.name())
                .with("preset", provider.preset())
                .with("client_id", provider.clientId())
                .with("issuer", provider.issuer())
                .with("enabled", Boolean.toString(provider.enabled()));
    }
}
