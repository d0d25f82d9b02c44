package dev.gatehouse.domain.audit;

import org.jspecify.annotations.Nullable;

/**
 * Where an act came from.
 *
 * @param address the client's address in canonical form; absent at the command line
 * @param userAgent what the client calls itself, shortened to 400 characters
 * @param requestId the id that also stands in the log
 * @param network the address as limits count it: of IPv6 the first 64 bits
 * @param device tells one browser from another where it has been signed in before: the hash of a secret that it keeps
 * @param solved what the client did to be let through a limit; absent where it did nothing
 */
public record Origin(
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId,
        @Nullable String network,
        @Nullable String device,
        @Nullable Solved solved) {
    /** The command line on the server's own machine. */
    public static final Origin COMMAND_LINE = new Origin(null, null, null);

    /** The server itself, asked by nobody. */
    public static final Origin SERVER = new Origin(null, null, null);

    /** A challenge that a refusal carried, and what the client found for it; neither is checked yet. */
    public record Solved(String challenge, String solution) {}

    /** Of a client whose attempts are all alike. */
    public Origin(@Nullable String address, @Nullable String userAgent, @Nullable String requestId) {
        this(address, userAgent, requestId, address, null, null);
    }

    /** The same, from a browser that is known by this from now on. */
    public Origin on(String device) {
        return new Origin(address, userAgent, requestId, network, device, solved);
    }
}
