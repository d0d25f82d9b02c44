package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.mail.Letters;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Letters to addresses of which nobody knows yet whose they are: few, and with links of this server's own address. */
public final class AddressMail {
    /** How many askers together may have as many letters sent to one address as each of them alone. */
    private static final int TOGETHER = 4;
    /** For how long somebody who said of a letter that it was not theirs is known to read the address's mail. */
    private static final Duration READS = Duration.ofDays(1);

    /** Who asks for a letter, having shown nothing of the address: from where, and as which account where as one. */
    record Asking(@Nullable String network, @Nullable UUID account) {}

    private final Letters letters;
    private final RateLimits limits;
    private final VerificationSettings settings;
    private final String publicUrl;

    /** @param publicUrl what links begin with, whatever a request said (row A06 of the attacks that are tested) */
    public AddressMail(Letters letters, RateLimits limits, VerificationSettings settings, String publicUrl) {
        this.letters = letters;
        this.limits = limits;
        this.settings = settings;
        this.publicUrl = publicUrl;
    }

    /** Whether letters can leave. */
    boolean leaves() {
        return letters.available();
    }

    /**
     * Counts a letter to an address that may not have asked for it; false where it has had too many of this kind. Each kind
     * has a count of its own, so that what strangers ask for keeps no letter away that the address's owner asks for.
     */
    boolean may(Transaction transaction, LetterKind kind, String address) {
        return limits.allows(
                transaction,
                "verification",
                settings.letters(),
                kind.name(),
                Identifier.of(address).key());
    }

    /**
     * The same for a letter without which the address's owner gets nowhere: each who asks has a count of their own, by network
     * and by account, so that a stranger uses up none of the owner's; all together have a wider one, so that nobody's mail is
     * filled from many networks. Where somebody has {@linkplain #disowned disowned} such a letter, who reads the address's
     * mail asks: strangers elsewhere use up nothing of theirs.
     */
    boolean may(Transaction transaction, LetterKind kind, String address, Asking asking) {
        String key = Identifier.of(address).key();
        List<Attempt> counts = new ArrayList<>();
        counts.add(from(kind, key, asking.network()));
        if (asking.account() != null) {
            counts.add(counted(
                    settings.letters(), kind, key, "account", asking.account().toString()));
        }
        if (!limits.stands(transaction, reader(key, asking.network()))) {
            counts.add(together(kind, key));
        }
        return limits.allows(transaction, counts.toArray(Attempt[]::new));
    }

    /**
     * Whoever reads the address's mail said of a letter that they had not asked for it: it does not count, and where they are
     * they may ask for as many of their own whatever strangers do.
     *
     * @param asked from where it had been asked for; null where that is not known
     * @param from where they are
     */
    void disowned(
            Transaction transaction, LetterKind kind, String address, @Nullable String asked, @Nullable String from) {
        String key = Identifier.of(address).key();
        RateLimits.giveBack(transaction, from(kind, key, asked));
        RateLimits.giveBack(transaction, together(kind, key));
        limits.allows(transaction, reader(key, from));
    }

    private Attempt from(LetterKind kind, String key, @Nullable String network) {
        return counted(settings.letters(), kind, key, "network", network == null ? "" : network);
    }

    private Attempt together(LetterKind kind, String key) {
        return counted(settings.letters().map(rate -> rate.times(TOGETHER)), kind, key, "together");
    }

    private static Attempt counted(Optional<Rate> limit, LetterKind kind, String key, String... apart) {
        return new Attempt(
                "verification",
                limit,
                Stream.concat(Stream.of(kind.name(), key), Stream.of(apart)).toList());
    }

    private static Attempt reader(String key, @Nullable String network) {
        return new Attempt(
                "address-reader", Optional.of(new Rate(1, READS)), List.of(key, network == null ? "" : network));
    }

    /** Counts a letter that an account asked for which had proved itself; false where it has asked too often. */
    boolean may(Transaction transaction, UUID account) {
        return limits.allows(transaction, "verification", settings.letters(), "account", account.toString());
    }

    void post(Transaction transaction, LetterKind kind, String to, @Nullable String language, String path) {
        post(transaction, kind, to, language, path, Map.of());
    }

    /** @param path of the link's page, from the slash on */
    void post(
            Transaction transaction,
            LetterKind kind,
            String to,
            @Nullable String language,
            String path,
            Map<String, String> values) {
        Letter letter = new Letter(kind, to, null, language, values, publicUrl + path, null);
        switch (kind) {
            case VERIFY_EMAIL, CONFIRM_NEW_EMAIL -> letters.post(transaction, letter, settings.linkLife());
            // Once the change is made its link works on.
            case EMAIL_CHANGING ->
                letters.post(transaction, letter, settings.linkLife().plus(settings.keepLife()));
            case EMAIL_REMOVED, EMAIL_CHANGED_BY_ADMINISTRATOR ->
                letters.post(transaction, letter, settings.keepLife());
            default -> letters.post(transaction, letter);
        }
    }
}
