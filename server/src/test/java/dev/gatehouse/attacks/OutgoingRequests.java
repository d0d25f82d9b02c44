package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.NameResolver;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingFailure;
import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Requests that a test makes of hosts on this machine, which it also makes. */
abstract class OutgoingRequests {
    static final String OK = ScriptedHost.json("{}");
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    ScriptedHost host(String answer) {
        ScriptedHost host = ScriptedHost.saying(answer);
        opened.add(host);
        return host;
    }

    OutgoingClient client(NameResolver resolver, Duration timeout, String... named) {
        OutgoingClient client = new OutgoingClient(
                new OutgoingSettings(timeout, timeout, List.of(named), List.of()), resolver, new Metrics());
        opened.add(client);
        return client;
    }

    /** A client for which every name is this machine's. */
    OutgoingClient client(String... named) {
        return client(name -> List.of(InetAddress.getLoopbackAddress()), PATIENCE, named);
    }

    static OutgoingRequest get(String address) {
        return OutgoingRequest.get("test", URI.create(address));
    }

    static OutgoingFailure failure(OutgoingClient client, OutgoingRequest request) {
        return catchThrowableOfType(OutgoingFailure.class, () -> client.send(request));
    }

    static Reason reason(OutgoingClient client, OutgoingRequest request) {
        return failure(client, request).reason();
    }

    static NameResolver always(String... addresses) {
        return name -> {
            List<InetAddress> found = new ArrayList<>();
            for (String address : addresses) {
                found.add(InetAddress.getByAddress(
                        name, InetAddress.ofLiteral(address).getAddress()));
            }
            return found;
        };
    }
}
