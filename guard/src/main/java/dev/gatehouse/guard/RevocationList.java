package dev.gatehouse.guard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is revoked and not yet expired, in memory; the server's own set and a follower's copy, and the one home of the format
 * in which it travels. In the claim {@value #CLAIM} of a JWT of type {@value #TYPE} each entry is an object of one of three
 * forms, with times in whole seconds since 1970 (RFC 7519 NumericDate):
 *
 * <pre>
 * {"sid": "…", "exp": 1767225600}                          every token of this session
 * {"jti": "…", "exp": 1767225600}                          this token
 * {"sub": "…", "before": 1767225000, "exp": 1767225600}    the account's tokens with iat ≤ before
 * </pre>
 *
 * After {@code exp} no token that the entry speaks of is good any more, and the entry may be forgotten. An entry is never
 * taken back: lists only add. A form or member that a reader does not know makes it refuse the whole list, since to ignore it
 * would be to accept what somebody revoked.
 */
public final class RevocationList implements RevocationCheck {
    /** The {@code typ} of the JWT that carries a list. */
    public static final String TYPE = "revocations+jwt";

    /** The claim that holds the entries. */
    public static final String CLAIM = "revocations";

    /** One revocation, to be remembered until {@link #expiresAt()}. */
    public sealed interface Entry {
        /** When every token that this speaks of has expired; whole seconds, rounded up. */
        Instant expiresAt();
    }

    /** Every token of a session. */
    public record BySession(String sessionId, Instant expiresAt) implements Entry {
        public BySession {
            expiresAt = roundedUp(expiresAt);
        }
    }

    /** One token. */
    public record ByToken(String tokenId, Instant expiresAt) implements Entry {
        public ByToken {
            expiresAt = roundedUp(expiresAt);
        }
    }

    /**
     * The tokens of an account that were issued at or before a time. As {@code iat} has whole seconds, so has {@code before},
     * rounded down: a token issued later within the same second is refused too, so end sessions by {@link BySession} where
     * the account goes on at once.
     */
    public record ByAccount(String subject, Instant before, Instant expiresAt) implements Entry {
        public ByAccount {
            before = before.truncatedTo(ChronoUnit.SECONDS);
            expiresAt = roundedUp(expiresAt);
        }
    }

    private static final Set<String> SESSION_MEMBERS = Set.of("sid", "exp");
    private static final Set<String> TOKEN_MEMBERS = Set.of("jti", "exp");
    private static final Set<String> ACCOUNT_MEMBERS = Set.of("sub", "before", "exp");

    private final ConcurrentHashMap<String, Instant> sessions = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Instant> tokens = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ByAccount> accounts = new ConcurrentHashMap<>();

    @Override
    public boolean isRevoked(AuthContext caller) {
        String session = caller.sessionId();
        if ((session != null && sessions.containsKey(session)) || tokens.containsKey(caller.tokenId())) {
            return true;
        }
        ByAccount account = accounts.get(caller.subject());
        return account != null && !caller.issuedAt().isAfter(account.before());
    }

    /**
     * Adds an entry; of two about the same thing the stronger of each part holds.
     *
     * @return whether that changed anything
     */
    public boolean add(Entry entry) {
        return switch (entry) {
            case BySession(String session, Instant end) -> extend(sessions, session, end);
            case ByToken(String token, Instant end) -> extend(tokens, token, end);
            case ByAccount account -> {
                ByAccount known = accounts.get(account.subject());
                yield !accounts.merge(account.subject(), account, RevocationList::stronger)
                        .equals(known);
            }
        };
    }

    /**
     * Forgets what ended at or before this time.
     *
     * @return whether that changed anything
     */
    public boolean expire(Instant now) {
        boolean changed = sessions.values().removeIf(end -> !end.isAfter(now));
        changed |= tokens.values().removeIf(end -> !end.isAfter(now));
        changed |= accounts.values().removeIf(account -> !account.expiresAt().isAfter(now));
        return changed;
    }

    /** How many entries there are. */
    public int size() {
        return sessions.size() + tokens.size() + accounts.size();
    }

    /** The entries as they are now, in an order that depends on nothing but them: equal lists have equal encodings. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(size());
        sessions.forEach((session, end) -> entries.add(new BySession(session, end)));
        tokens.forEach((token, end) -> entries.add(new ByToken(token, end)));
        entries.addAll(accounts.values());
        entries.sort(Comparator.comparing(Entry::expiresAt).thenComparing(Entry::toString));
        return entries;
    }

    /** The value of the claim {@value #CLAIM} for these entries: lists, maps, strings and longs. */
    public static List<Map<String, Object>> encode(Collection<? extends Entry> entries) {
        List<Map<String, Object>> encoded = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Map<String, Object> members = new LinkedHashMap<>();
            switch (entry) {
                case BySession(String session, Instant _) -> members.put("sid", session);
                case ByToken(String token, Instant _) -> members.put("jti", token);
                case ByAccount(String subject, Instant before, Instant _) -> {
                    members.put("sub", subject);
                    members.put("before", before.getEpochSecond());
                }
            }
            members.put("exp", entry.expiresAt().getEpochSecond());
            encoded.add(members);
        }
        return encoded;
    }

    /** @throws InvalidToken where the value is not exactly of the format above */
    static List<Entry> decode(Object claim) {
        if (!(claim instanceof List<?> elements)) {
            throw new InvalidToken("the revocations are no list");
        }
        List<Entry> entries = new ArrayList<>(elements.size());
        for (Object element : elements) {
            entries.add(entry(element));
        }
        return entries;
    }

    private static Entry entry(Object element) {
        if (!(element instanceof Map<?, ?> members)) {
            throw new InvalidToken("a revocation is no object");
        }
        Claims claims = new Claims(members);
        Instant end = claims.instant("exp");
        if (members.keySet().equals(SESSION_MEMBERS)) {
            return new BySession(claims.text("sid"), end);
        }
        if (members.keySet().equals(TOKEN_MEMBERS)) {
            return new ByToken(claims.text("jti"), end);
        }
        if (members.keySet().equals(ACCOUNT_MEMBERS)) {
            return new ByAccount(claims.text("sub"), claims.instant("before"), end);
        }
        throw new InvalidToken("a revocation is of an unknown form");
    }

    private static boolean extend(ConcurrentHashMap<String, Instant> ends, String name, Instant end) {
        Instant known = ends.get(name);
        return !ends.merge(name, end, RevocationList::later).equals(known);
    }

    private static ByAccount stronger(ByAccount one, ByAccount other) {
        return new ByAccount(
                one.subject(), later(one.before(), other.before()), later(one.expiresAt(), other.expiresAt()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant roundedUp(Instant instant) {
        Instant whole = instant.truncatedTo(ChronoUnit.SECONDS);
        return whole.equals(instant) ? whole : whole.plusSeconds(1);
    }
}
