package dev.gatehouse;

import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditSettings;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.webhooks.WebhookSettings;
import dev.gatehouse.domain.webhooks.Webhooks;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is built over the audit trail: its chain, and webhooks. */
final class AuditRooms implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRooms.class);
    private static final int MOST_NAMES = 2_000;

    final AuditChain chain;
    final Webhooks webhooks;
    private final Rooms rooms;
    private boolean started;

    /** @param rooms all that come before these are there */
    AuditRooms(Rooms rooms, Values settings) {
        this.rooms = rooms;
        String issuer = settings.room(ServerSettings.SETTINGS).publicUrl().toString();
        chain = new AuditChain(new AuditChain.Needs(
                rooms.database,
                rooms.audit,
                settings.room(AuditSettings.SETTINGS),
                rooms.keys,
                rooms.seals,
                issuer,
                rooms.clock));
        webhooks = new Webhooks(new Webhooks.Needs(
                settings.room(WebhookSettings.SETTINGS), rooms.outbox, rooms.outgoing, rooms.clock, rooms.metrics));
        webhooks.watch(rooms.audit, chain);
    }

    /** Records that a key follows another because of its age. */
    static BiConsumer<Transaction, String> succession(AuditTrail trail) {
        return (transaction, kid) -> trail.record(
                transaction,
                AuditEvent.success("key.rotated").by(AuditEvent.SERVER).on(kid).with("at_once", "false"),
                Origin.SERVER);
    }

    /** Begins to link and to sign. */
    void start() {
        chain.start();
    }

    /** Records that a server runs, and under which settings: their names alone, since values may be secret. */
    void started(Values settings) {
        String given = settings.listing().stream()
                .filter(each -> !each.origin().equals("default"))
                .map(Values.Listed::name)
                .collect(Collectors.joining(" "));
        String version = Optional.ofNullable(AuditRooms.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
        started = true;
        record(AuditEvent.success("server.started")
                .with("version", version)
                .with("java", Runtime.version().toString())
                .with("settings", given.length() > MOST_NAMES ? given.substring(0, MOST_NAMES) : given));
    }

    private void record(AuditEvent event) {
        rooms.database.write(transaction -> {
            rooms.audit.record(transaction, event.by(AuditEvent.SERVER), Origin.SERVER);
            return event;
        });
    }

    /** Where a server stops whose database is out of reach, nobody learns of it from the trail. */
    @Override
    public void close() {
        try {
            if (started) {
                record(AuditEvent.success("server.stopped"));
            }
        } catch (RuntimeException outOfReach) {
            LOG.warn("The audit trail does not say that this server stops", outOfReach);
        }
        chain.close();
    }
}
