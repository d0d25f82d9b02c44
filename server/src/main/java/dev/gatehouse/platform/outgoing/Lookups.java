package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Looks names up on threads of its own. The system's resolver cannot be told to stop and would hold the processor that a
 * virtual thread runs on; requests for one name share one lookup, so that a name server that does not answer holds one
 * thread.
 */
final class Lookups {
    private static final int MOST_AT_ONCE = 16;

    private final NameResolver resolver;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final ConcurrentHashMap<String, CompletableFuture<List<InetAddress>>> running = new ConcurrentHashMap<>();

    Lookups(NameResolver resolver) {
        this.resolver = resolver;
    }

    /** The host's addresses, without names. */
    List<InetAddress> addresses(Destination destination, Deadline deadline) throws OutgoingFailure {
        InetAddress literal = destination.literal();
        if (literal != null) {
            return List.of(literal);
        }
        String host = destination.host();
        CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> others = running.putIfAbsent(host, mine);
        if (others == null) {
            begin(host, mine);
        }
        try {
            return deadline.await(others == null ? mine : others);
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof OutgoingFailure refused) {
                throw refused;
            }
            String why = cause instanceof UnknownHostException ? "is unknown" : "cannot be looked up";
            throw new OutgoingFailure(Reason.UNREACHABLE, host + ": " + why, cause);
        }
    }

    private void begin(String host, CompletableFuture<List<InetAddress>> found) {
        if (!places.tryAcquire()) {
            running.remove(host, found);
            found.completeExceptionally(
                    new OutgoingFailure(Reason.UNREACHABLE, host + ": too many names are being looked up", null));
            return;
        }
        Thread.ofPlatform().daemon().name("name-lookup").start(() -> {
            List<InetAddress> addresses = null;
            Throwable failure = null;
            try {
                addresses =
                        resolver.addresses(host).stream().map(AddressKind::bare).toList();
            } catch (UnknownHostException | RuntimeException e) {
                failure = e;
            }
            // Who asks from here on asks anew: an answer is shared, never kept.
            running.remove(host, found);
            places.release();
            if (failure == null) {
                found.complete(addresses);
            } else {
                found.completeExceptionally(failure);
            }
        });
    }
}
