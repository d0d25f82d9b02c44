package dev.gatehouse.domain.webhooks;

import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.audit.EventView;
import dev.gatehouse.domain.audit.Head;
import dev.gatehouse.domain.outbox.Hopeless;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.Outgoing;
import dev.gatehouse.platform.outgoing.OutgoingAnswer;
import dev.gatehouse.platform.outgoing.OutgoingFailure;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts audit events to those who asked for them: put into the outbox by the transaction that records the event, so that
 * none is posted for what did not come to pass, and none is forgotten. Each is posted at least once, under one
 * {@code webhook-id} at all attempts, in no particular order.
 */
public final class Webhooks {
    /** The type of what {@code webhooks test} posts. */
    public static final String TEST = "webhook.test";

    /** The type of a signed head over the audit trail. */
    public static final String HEAD = "audit.head";

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final String KIND = "webhook";
    private static final String GIVEN_UP = "outbox.given_up";
    private static final int LARGEST_ANSWER = 64 * 1024;
    private static final int GONE = 410;

    /** What the room needs. */
    public record Needs(
            WebhookSettings settings, Outbox outbox, Outgoing outgoing, InstantSource clock, Metrics metrics) {}

    /** A message on its way. */
    record Delivery(String webhook, String body) {}

    private record Message(String type, Instant timestamp, Object data) {}

    private final List<Webhook> webhooks;
    private final Outbox outbox;
    private final Outgoing outgoing;
    private final InstantSource clock;
    private final Counters counted;

    /** Says to the outbox who delivers; before that begins to work. */
    public Webhooks(Needs needs) {
        this.webhooks = needs.settings().webhooks();
        this.outbox = needs.outbox();
        this.outgoing = needs.outgoing();
        this.clock = needs.clock();
        this.counted = needs.metrics()
                .counters(
                        "gatehouse_webhooks_total",
                        "Attempts to post a webhook, by its name and how they ended.",
                        "webhook",
                        "outcome");
        outbox.handle(KIND, Delivery.class, this::deliver);
    }

    /** Posts what is recorded and signed from now on. */
    public void watch(AuditTrail trail, AuditChain chain) {
        if (!webhooks.isEmpty()) {
            trail.watch(this::recorded);
            chain.watch(this::signed);
        }
    }

    private void recorded(Transaction transaction, Recorded event) {
        String type = event.event().action();
        // That a message was given up is no reason for another message.
        boolean own =
                type.equals(GIVEN_UP) && KIND.equals(event.event().detail().get("kind"));
        if (!own) {
            post(transaction, type, event.at(), () -> EventView.of(event));
        }
    }

    private void signed(Transaction transaction, Head head) {
        post(transaction, HEAD, head.at(), () -> Map.of("seq", head.seq(), "head", head.jws()));
    }

    private void post(Transaction transaction, String type, Instant at, Supplier<Object> data) {
        List<Webhook> wanting =
                webhooks.stream().filter(webhook -> webhook.wants(type)).toList();
        if (!wanting.isEmpty()) {
            String body = Json.text(new Message(type, at, data.get()));
            wanting.forEach(webhook -> outbox.put(transaction, KIND, new Delivery(webhook.name(), body)));
        }
    }

    private void deliver(UUID id, Delivery delivery) {
        Webhook webhook = find(delivery.webhook())
                .orElseThrow(() -> new Hopeless("there is no webhook " + delivery.webhook() + " any more"));
        int status;
        try {
            status = send(webhook, id.toString(), delivery.body()).status();
        } catch (OutgoingFailure failure) {
            count(webhook, failure.reason().name().toLowerCase(Locale.ROOT));
            throw new IllegalStateException("webhook " + webhook.name() + ": " + failure.getMessage(), failure);
        }
        if (status == GONE) {
            count(webhook, "gone");
            LOG.warn("Webhook {} answers that it is gone (410): take it out of the settings", webhook.name());
            throw new Hopeless("webhook " + webhook.name() + " is gone");
        }
        if (status / 100 != 2) {
            count(webhook, "refused");
            throw new IllegalStateException("webhook " + webhook.name() + " answered " + status);
        }
        count(webhook, "delivered");
    }

    /**
     * Posts one message of the type {@value #TEST} at once, past the outbox.
     *
     * @return the status of the answer; nothing where there is no such webhook
     * @throws OutgoingFailure where there was no answer
     */
    public Optional<Integer> test(String name) throws OutgoingFailure {
        Optional<Webhook> webhook = find(name);
        if (webhook.isEmpty()) {
            return Optional.empty();
        }
        String body =
                Json.text(new Message(TEST, clock.instant().truncatedTo(ChronoUnit.MILLIS), Map.of("webhook", name)));
        return Optional.of(
                send(webhook.get(), UUID.randomUUID().toString(), body).status());
    }

    /** The names of all that there are. */
    public List<String> names() {
        return webhooks.stream().map(Webhook::name).toList();
    }

    private Optional<Webhook> find(String name) {
        return webhooks.stream().filter(webhook -> webhook.name().equals(name)).findFirst();
    }

    private OutgoingAnswer send(Webhook webhook, String id, String text) throws OutgoingFailure {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        long timestamp = clock.instant().getEpochSecond();
        String signatures = webhook.secrets().stream()
                .map(secret -> secret.sign(id, timestamp, body))
                .collect(Collectors.joining(" "));
        return outgoing.send(new OutgoingRequest(
                KIND,
                "POST",
                webhook.url(),
                Map.of(
                        "content-type",
                        "application/json",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(timestamp),
                        "webhook-signature",
                        signatures),
                body,
                Set.of(),
                LARGEST_ANSWER,
                false));
    }

    private void count(Webhook webhook, String outcome) {
        counted.of(webhook.name(), outcome).increment();
    }
}
