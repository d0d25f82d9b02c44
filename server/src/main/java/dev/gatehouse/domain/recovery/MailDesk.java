package dev.gatehouse.domain.recovery;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.limits.KnownPlaces;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.mail.Letters;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what people ask to have mailed, and looks only afterwards whether there is an account: whoever asks waits for the
 * same, whatever comes of it.
 */
public final class MailDesk {
    private static final Logger LOG = LoggerFactory.getLogger(MailDesk.class);

    /**
     * The rooms that a request passes through.
     *
     * @param publicUrl what links begin with, without a slash at its end
     */
    public record Needs(
            Database database,
            Accounts accounts,
            RateLimits limits,
            KnownPlaces places,
            RecoverySettings settings,
            Outbox outbox,
            Letters letters,
            AuditTrail audit,
            String publicUrl,
            InstantSource clock,
            SecureRandom random) {}

    /**
     * A kind of letter that anybody may ask for.
     *
     * @param name in the outbox
     * @param action in the trail
     * @param limit what it counts against
     * @param life how long it is good
     */
    record Kind(String name, String action, String limit, Duration life) {}

    /** A letter, and how long its link or code works. */
    record Due(Letter letter, Duration works) {}

    /** Makes the letter for an account that has an address. */
    @FunctionalInterface
    interface Writer {
        Due write(Transaction transaction, Account account, Asked asked);
    }

    private final Needs needs;
    private final AtomicBoolean warned = new AtomicBoolean();

    public MailDesk(Needs needs) {
        this.needs = needs;
    }

    /** Whether letters can leave; pages offer nothing that needs one otherwise. */
    public boolean available() {
        return needs.letters.available();
    }

    /** Says who writes the letters of a kind. */
    void answer(Kind kind, Writer writer) {
        needs.outbox.handle(kind.name, Asked.class, (id, asked) -> answer(kind, asked, writer));
    }

    /**
     * Takes a request.
     *
     * @param account how often for a client address with an account name
     * @param address how often for a client address alone
     * @throws Problem where a limit is reached
     */
    Asked ask(
            Kind kind,
            String typed,
            @Nullable String language,
            Onward leads,
            Origin from,
            Optional<Rate> account,
            Optional<Rate> address) {
        Identifier who = Identifier.of(typed);
        String client = Objects.requireNonNullElse(from.network(), "");
        needs.limits.take(
                new Attempt(kind.limit + "-address", address, List.of(client)),
                new Attempt(kind.limit, account, List.of(client, who.key())));
        Origin lasting =
                new Origin(from.address(), from.userAgent(), from.requestId(), from.network(), from.device(), null);
        Asked asked = new Asked(RandomText.of(needs.random, 16), who, needs.clock.instant(), language, lasting, leads);
        needs.database.write(transaction -> {
            needs.outbox.putByLot(transaction, kind.name, asked, kind.life);
            return null;
        });
        if (!available() && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "Somebody asked for a letter, and none can be sent: mail.smtp.host is not set. This is said once.");
        }
        return asked;
    }

    /** A link of this server: what clients reach it by is known, and never taken from a request. */
    String link(String path, String secret) {
        return needs.publicUrl + path + "?token=" + secret;
    }

    /** A letter in the language of an account, or else the one in which it was asked for. */
    Due letter(
            Sql sql,
            LetterKind kind,
            Account account,
            @Nullable String asked,
            Duration life,
            @Nullable String link,
            @Nullable String code) {
        String language = needs.accounts.language(sql, account.id()).orElse(asked);
        Map<String, String> values = Map.of("minutes", Long.toString(life.toMinutes()));
        String address = Objects.requireNonNull(account.email());
        return new Due(new Letter(kind, address, account.name(), language, values, link, code), life);
    }

    void post(Transaction transaction, Due due) {
        needs.letters.post(transaction, due.letter, due.works);
    }

    private void answer(Kind kind, Asked asked, Writer writer) {
        if (!needs.clock.instant().isBefore(asked.at().plus(kind.life))) {
            return;
        }
        Optional<Account> found = needs.database.read(sql -> mailable(sql, asked));
        boolean within = found.isEmpty() || within(kind, found.get(), asked.from());
        needs.database.write(transaction -> {
            Optional<Account> now = within ? mailable(transaction, asked) : Optional.empty();
            now.ifPresent(account -> post(transaction, writer.write(transaction, account, asked)));
            AuditEvent event = (now.isPresent() ? AuditEvent.success(kind.action) : AuditEvent.failure(kind.action))
                    .on(found.map(account -> account.id().toString()).orElse(null));
            needs.audit.record(transaction, within ? event : event.with("reason", "too_many"), asked.from());
            return null;
        });
    }

    private Optional<Account> mailable(Sql sql, Asked asked) {
        return needs.accounts.find(sql, asked.who()).filter(Account::active).filter(account -> account.email() != null);
    }

    /**
     * Anybody may ask, from everywhere: nobody's mail is filled by that, nor new codes fetched to guess at. Each kind has a
     * count of its own: a stranger's code is good for nobody else, and keeps no link from whoever reads the mail. Where the
     * account has been signed in to before there is a count apart, which no stranger uses up.
     */
    private boolean within(Kind kind, Account account, Origin from) {
        String id = account.id().toString();
        Optional<String> place = needs.database.read(sql -> needs.places.find(sql, account.id(), from));
        try {
            if (place.isPresent()) {
                needs.limits.take("mail-account-known", needs.settings.account(), kind.name, id, place.get());
            } else {
                needs.limits.take("mail-account", needs.settings.account(), kind.name, id);
            }
            return true;
        } catch (Problem full) {
            return false;
        }
    }
}
