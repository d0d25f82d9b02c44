package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.platform.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server accepts a token at this moment. The server's own verifier decides; where it refuses, what can be seen
 * beside its reason helps an operator.
 *
 * @param sentence for a person
 */
record TokenVerdict(boolean accepted, String sentence) {

    static TokenVerdict on(String token, TokenPage page, Workplace work) {
        try {
            AuthContext accepted = work.verifier().verify(token);
            return new TokenVerdict(
                    true,
                    "This server accepts it: it ends "
                            + Words.away(accepted.expiresAt(), work.clock().instant()) + ".");
        } catch (InvalidToken refused) {
            List<String> reasons = new ArrayList<>();
            reasons.add(String.valueOf(refused.getMessage()));
            if (page.claims() == null) {
                reasons.add("only access tokens can be inspected, and a refresh token is none");
            } else {
                compare(page, work.issuer(), reasons);
                work.database().read(sql -> look(sql, page, work, reasons));
            }
            return new TokenVerdict(
                    false, Words.visible("This server does not accept it: " + String.join("; ", reasons) + "."));
        }
    }

    private static void compare(TokenPage page, String issuer, List<String> reasons) {
        String named = page.text("iss");
        if (!issuer.equals(named)) {
            reasons.add("its issuer is " + named + ", this server is " + issuer + " (public_url, or --port)");
        }
    }

    /** What the database knows of the account and the session that the token names. */
    private static boolean look(Sql sql, TokenPage page, Workplace work, List<String> reasons) {
        Optional<UUID> subject = id(page.text("sub"));
        Optional<Account> account = subject.flatMap(id -> work.accounts().find(sql, id));
        if (account.isEmpty()) {
            reasons.add("there is no such account");
        } else if (!account.get().active()) {
            reasons.add("the account " + account.get().label() + " is disabled");
        }
        Optional<UUID> session = id(page.text("sid"));
        if (session.isPresent() && work.sessions().findLive(sql, session.get()).isEmpty()) {
            reasons.add("its session has ended");
        }
        return true;
    }

    private static Optional<UUID> id(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }
}
