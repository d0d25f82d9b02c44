package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.pages.Texts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a page says above all else.
 *
 * @param key of its text
 * @param values what stands in the text's places
 * @param challenge what a browser may work at meanwhile, to be let through; null where there is nothing
 * @param after when a new attempt makes sense, after too many of them; null where that is not what is said
 */
public record Notice(
        Tone tone,
        String key,
        List<String> values,
        @Nullable Challenge challenge,
        @Nullable Duration after) {
    /**
     * Some work: to find a number so that the SHA-256 of the token, a dot and the number begins with so many zero bits.
     */
    public record Challenge(String token, int bits) {
        static @Nullable Challenge of(Problem problem) {
            return problem.members().get("challenge") instanceof Map<?, ?> challenge
                            && challenge.get("token") instanceof String token
                            && challenge.get("bits") instanceof Integer bits
                    ? new Challenge(token, bits)
                    : null;
        }
    }

    public Notice(Tone tone, String key, List<String> values) {
        this(tone, key, values, null, null);
    }

    private static final String TOO_MANY = "error." + ErrorCode.TOO_MANY_REQUESTS.code();

    /** How it is meant. */
    public enum Tone {
        GOOD,
        PLAIN,
        BAD
    }

    public Notice {
        values = List.copyOf(values);
    }

    /** Why something was refused. */
    public static Notice refusal(ErrorCode code) {
        return new Notice(Tone.BAD, "error." + code.code(), List.of());
    }

    /** Why something was refused, whatever is to blame. */
    public static Notice refusal(Problem problem) {
        Notice plain = refusal(problem.code());
        return new Notice(plain.tone, plain.key, plain.values, Challenge.of(problem), problem.retryAfter());
    }

    /** Why something was refused, where no field of the form is to blame; null where one is. */
    public static @Nullable Notice of(Problem problem) {
        return problem.fields().isEmpty() ? refusal(problem) : null;
    }

    /** This sign-in is over, or was begun in another browser; here it begins anew. */
    public static Notice startedAgain() {
        return plain("notice.started_again");
    }

    /** What it says in a reader's language. */
    public String in(Texts texts) {
        return key.equals(TOO_MANY)
                ? texts.error(ErrorCode.TOO_MANY_REQUESTS, after)
                : texts.get(key, values.toArray());
    }

    /** Somebody went to a provider and did not let it tell who they are. */
    public static Notice cancelled(String provider) {
        return plain("notice.cancelled", provider);
    }

    /** What somebody came back with from a provider is not linked to the account that they are asked to prove. */
    public static Notice elsewhere(String provider) {
        return new Notice(Tone.BAD, "notice.elsewhere", List.of(provider));
    }

    /** What somebody came back with from a provider does not tell that they signed in there just now. */
    public static Notice untold(String provider) {
        return new Notice(Tone.BAD, "notice.untold", List.of(provider));
    }

    /** No way into the account can show that somebody is there just now: they get one that can. */
    public static Notice noProof() {
        return plain("notice.no_proof");
    }

    /** A provider is one of the ways into the account now. */
    public static Notice linked(String provider) {
        return good("notice.linked", provider);
    }

    /** A provider is no way into the account any more. */
    public static Notice unlinked(String provider) {
        return good("notice.unlinked", provider);
    }

    /** The account has a password now. */
    public static Notice passwordAdded() {
        return good("notice.password_added");
    }

    /** What was done just now: the text {@code notice.what}. */
    public static Notice done(String what) {
        return good("notice." + what);
    }

    /** What is on its way: the text {@code notice.what}. */
    public static Notice told(String what) {
        return plain("notice." + what);
    }

    /** This needs a fresh proof that it is still the same person. */
    public static Notice signInAgain() {
        return plain("notice.sign_in_again");
    }

    /** A passkey that was shown is none of this server's. */
    static final String UNKNOWN_PASSKEY = "unknown";

    /** A passkey that was shown will not do. */
    static final String REFUSED_PASSKEY = "refused";

    /** A passkey that was shown was asked for too long ago. */
    static final String EXPIRED_PASSKEY = "expired";

    /** What has come of a passkey, by one of the words above; null for any other. */
    public static @Nullable Notice ofPasskey(@Nullable String told) {
        return switch (told) {
            case UNKNOWN_PASSKEY, REFUSED_PASSKEY -> new Notice(Tone.BAD, "notice.passkey_" + told, List.of());
            case EXPIRED_PASSKEY -> plain("notice.passkey_expired");
            case null, default -> null;
        };
    }

    /** The passkey could not be added. */
    public static Notice refusedPasskey() {
        return new Notice(Tone.BAD, "notice.passkey_not_added", List.of());
    }

    /** What somebody has just done with their passkeys; null where the address tells of nothing. */
    public static @Nullable Notice ofPasskeys(@Nullable String done) {
        return switch (done) {
            case "added", "renamed", "removed", "asked", "not_asked" -> good("notice.passkeys_" + done);
            case null, default -> null;
        };
    }

    /** Whether a passkey was shown that the browser need not offer any more. */
    public boolean unknownPasskey() {
        return key.equals("notice.passkey_" + UNKNOWN_PASSKEY);
    }

    /** Something was done, as this text says. */
    static Notice good(String key, String... values) {
        return new Notice(Tone.GOOD, key, List.of(values));
    }

    private static Notice plain(String key, String... values) {
        return new Notice(Tone.PLAIN, key, List.of(values));
    }
}
