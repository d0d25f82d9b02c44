package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a browser's address bar in place of a mailed link's secret: the secret, sealed for that browser. In a
 * history, a log or another browser it opens nothing.
 */
public final class MailTickets {
    private static final String SEAL = "mail ticket";
    /** Longer than any that this server makes. */
    private static final int LONGEST = 512;

    private final Seals seals;

    public MailTickets(Seals seals) {
        this.seals = seals;
    }

    /** The ticket for a link's secret; empty where it cannot be one. */
    Optional<String> of(Visitor visitor, String secret) {
        return RandomText.isSecret(secret)
                ? Optional.of(seals.seal(SEAL, secret.getBytes(StandardCharsets.US_ASCII), bound(visitor)))
                : Optional.empty();
    }

    /**
     * To the same page with a ticket in its address, which is where a letter's link leads at once; empty where it is no
     * secret.
     */
    Optional<Response> instead(FlowDesk flows, Visitor visitor, String path, String secret) {
        return of(visitor, secret).map(ticket -> flows.answer(visitor, Response.redirect(path + "?ticket=" + ticket)));
    }

    /** The secret of a ticket that this browser got; empty for anything else. */
    Optional<String> secret(Visitor visitor, @Nullable String ticket) {
        return ticket == null || ticket.length() > LONGEST || !visitor.known()
                ? Optional.empty()
                : seals.open(SEAL, ticket, bound(visitor)).map(plain -> new String(plain, StandardCharsets.US_ASCII));
    }

    private static byte[] bound(Visitor visitor) {
        return Sha256.of(visitor.key());
    }
}
