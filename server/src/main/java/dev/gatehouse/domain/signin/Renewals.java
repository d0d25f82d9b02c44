package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.signin.SignIns.SignedIn;
import dev.gatehouse.domain.tokens.RefreshOutcome;
import dev.gatehouse.domain.tokens.RefreshToken;
import dev.gatehouse.domain.tokens.RefreshTokens;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Staying signed in: new tokens of the same method and provider, with the account's roles as they are now. */
public final class Renewals {
    /**
     * The rooms that a renewal passes through.
     *
     * @param letsIn whether this provider lets anybody in now, {@code local} being one too
     */
    public record Needs(
            Database database,
            Sessions sessions,
            RefreshTokens refreshTokens,
            SignIns signIns,
            RateLimits limits,
            SignInLimits rates,
            AuditTrail audit,
            Assurance assurance,
            Predicate<String> letsIn,
            InstantSource clock,
            Metrics metrics) {}

    private final Needs needs;
    private final Counters outcomes;

    public Renewals(Needs needs) {
        this.needs = needs;
        this.outcomes = needs.metrics()
                .counters(
                        "gatehouse_refreshes_total", "Refresh tokens that were shown, by what came of it.", "outcome");
    }

    /**
     * Spends a refresh token for its successor and a new access token.
     *
     * @param limitKey the client's address as limits count it
     * @throws Problem {@link ErrorCode#INVALID_REFRESH_TOKEN}; {@link ErrorCode#TOO_MANY_REQUESTS} for a client that
     *     keeps sending such
     */
    public SignedIn rotate(String token, String limitKey, Origin from) {
        Optional<Standing> standing = RefreshTokens.hash(token).flatMap(hash -> needs.database()
                .read(sql -> Standing.ofToken(sql, hash, now()).filter(found -> stands(sql, found))));
        if (standing.isEmpty()) {
            outcomes.of("unknown").increment();
            throw refused(limitKey, "no such token, or its session has ended");
        }
        Standing present = standing.get();
        RefreshOutcome outcome = needs.refreshTokens().rotate(token);
        outcomes.of(name(outcome)).increment();
        return switch (outcome) {
            case RefreshOutcome.Rotated rotated -> renewed(present, rotated.next());
            case RefreshOutcome.Retried retried -> renewed(present, retried.next());
            case RefreshOutcome.Reused reused -> {
                record(
                        AuditEvent.denied("token.reused")
                                .on(present.account().id().toString())
                                .in(reused.session().toString()),
                        from);
                throw refused(limitKey, "used before: its session has been ended");
            }
            case RefreshOutcome.Expired expired -> throw refused(limitKey, "expired");
            case RefreshOutcome.Unknown unknown -> throw refused(limitKey, "unknown");
        };
    }

    /**
     * A new access token for somebody who has a good one; never beyond the session's absolute end.
     *
     * @throws Problem {@link ErrorCode#INVALID_TOKEN} where the session has ended or the account may not be used
     */
    public SignedIn extend(AuthContext caller) {
        Standing standing = Optional.ofNullable(caller.sessionId())
                .map(UUID::fromString)
                .flatMap(session -> needs.database()
                        .read(sql -> Standing.ofSession(sql, session, now()).filter(found -> stands(sql, found))))
                .filter(found -> needs.database().<Boolean>single(sql -> needs.sessions()
                        .renewed(sql, found.session().id())))
                .orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN).because("no live session to renew"));
        return needs.signIns().issue(standing.account(), standing.session(), standing.granted(), null);
    }

    private static String name(RefreshOutcome outcome) {
        return switch (outcome) {
            case RefreshOutcome.Rotated rotated -> "rotated";
            case RefreshOutcome.Retried retried -> "retried";
            case RefreshOutcome.Reused reused -> "reused";
            case RefreshOutcome.Expired expired -> "expired";
            case RefreshOutcome.Unknown unknown -> "unknown";
        };
    }

    /**
     * A session falls with the provider that it came in by, and where the operator asks for more by now than was shown: a
     * second factor, or a verified address. It is not ended here, where a provider that has just been added on another
     * node may not have been heard of: whoever turns one off ends its sessions, and every start does.
     */
    private boolean stands(Sql sql, Standing standing) {
        return needs.letsIn().test(standing.session().provider())
                && needs.assurance()
                        .allows(
                                sql,
                                standing.account(),
                                standing.session(),
                                standing.granted().roles());
    }

    private Instant now() {
        return needs.clock().instant();
    }

    private SignedIn renewed(Standing standing, RefreshToken next) {
        return needs.signIns().issue(standing.account(), standing.session(), standing.granted(), next.value());
    }

    private Problem refused(String limitKey, String note) {
        needs.limits().take("refresh", needs.rates().refresh(), limitKey);
        return Problem.of(ErrorCode.INVALID_REFRESH_TOKEN).because(note);
    }

    private void record(AuditEvent event, Origin from) {
        needs.database().write(transaction -> {
            needs.audit().record(transaction, event, from);
            return null;
        });
    }
}
