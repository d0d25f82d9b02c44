package dev.gatehouse.domain.recovery;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.credentials.PasswordOwner;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.recovery.MailedLinks.Standing;
import dev.gatehouse.domain.recovery.MailedLinks.Target;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.verification.Reclaiming;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way back into an account for whoever forgot its password: a letter with a link, and a new password. It signs nobody
 * in, and where a second factor is asked for, it still is.
 */
public final class Recovery {
    /** How long a link works that somebody asked for. */
    public static final Duration LIFE = Duration.ofMinutes(30);
    /** How long one works that an administrator had made: its reader does not wait for it. */
    public static final Duration LIFE_BY_ADMINISTRATOR = Duration.ofHours(1);

    private static final String PATH = "/recover/new";
    private static final MailDesk.Kind KIND = new MailDesk.Kind("recovery", "recovery.started", "recovery", LIFE);

    /** The rooms that a new password passes through. */
    public record Needs(
            Database database,
            MailDesk desk,
            RecoverySettings settings,
            MailedLinks mailed,
            OneTimeLinks links,
            Passwords passwords,
            Sessions sessions,
            Factors factors,
            Codes codes,
            Reclaiming reclaiming,
            AuditTrail audit,
            InstantSource clock) {}

    /**
     * Whose a link is.
     *
     * @param label what password managers keep the password under
     */
    public record Owner(String label, Onward leads) {}

    private final Needs needs;

    public Recovery(Needs needs) {
        this.needs = needs;
        needs.desk.answer(KIND, this::letter);
    }

    /**
     * Takes the request of somebody who forgot a password. What comes of it only the account's mail tells.
     *
     * @param typed an address; a user name does as well
     * @param language in which the person reads, as a BCP 47 tag
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void ask(String typed, @Nullable String language, Onward leads, Origin from) {
        RecoverySettings settings = needs.settings;
        needs.desk.ask(KIND, typed, language, leads, from, settings.recovery(), settings.recoveryAddress());
    }

    /** Whose this link is, where it would work now; leaves it as it is. */
    public Optional<Owner> peek(String secret) {
        return standing(secret)
                .map(standing -> new Owner(
                        standing.account().label(), standing.target().made().leads()));
    }

    /**
     * Spends a link and sets the password, both or neither: all sessions and remembered devices end, and what else is on its
     * way to the account stops working. A password that breaks the policy leaves the link as it was.
     *
     * @param field the name of the field that the password came in
     * @return where somebody goes on to
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}, {@link ErrorCode#VALIDATION_FAILED}, {@link ErrorCode#BUSY}
     */
    public Onward reset(String secret, String wanted, String field, Origin from) {
        Account owner = standing(secret).map(Standing::account).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        refuseUnfit(owner, wanted, field);
        String hash = needs.passwords.hash(wanted);
        return needs.database
                .write(transaction -> needs.mailed
                        .redeem(transaction, Purpose.RECOVER, secret)
                        .map(standing -> reset(transaction, standing, hash, from)))
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    /**
     * Mails an account a link that an administrator wants it to have; earlier ones stop working. The account's row is held.
     *
     * @param removesFactors whether whoever follows it is rid of second factors and passkeys
     * @return false where it has no address, may not be used, or no letter can leave
     */
    public boolean mail(Transaction transaction, Account account, boolean removesFactors, String actor) {
        String address = MailedLinks.key(account);
        if (address == null || !account.active() || !needs.desk.available()) {
            return false;
        }
        String secret = issued(transaction, account, address, removesFactors, actor);
        needs.desk.post(
                transaction,
                needs.desk.letter(
                        transaction,
                        LetterKind.RECOVER_BY_ADMINISTRATOR,
                        account,
                        null,
                        LIFE_BY_ADMINISTRATOR,
                        needs.desk.link(PATH, secret),
                        null));
        return true;
    }

    /** The same for an operator who hands the link over: it says nothing of the account's address. */
    public String handOver(Transaction transaction, Account account, boolean removesFactors, String actor) {
        return needs.desk.link(PATH, issued(transaction, account, null, removesFactors, actor));
    }

    private String issued(
            Transaction transaction, Account account, @Nullable String address, boolean removesFactors, String actor) {
        needs.links.withdraw(transaction, Purpose.RECOVER, account.id());
        return needs.mailed.issue(
                transaction,
                Purpose.RECOVER,
                account,
                new MailedLinks.Made(address, removesFactors, actor, Onward.NOWHERE),
                LIFE_BY_ADMINISTRATOR);
    }

    /** Mails an account a link that nobody asked for, where what has just been done to it asks for a new password. */
    public void begin(Transaction transaction, Account account) {
        if (account.active() && account.email() != null) {
            needs.desk.post(transaction, letter(transaction, account, null, Onward.NOWHERE));
        }
    }

    private MailDesk.Due letter(Transaction transaction, Account account, Asked asked) {
        return letter(transaction, account, asked.language(), asked.leads());
    }

    private MailDesk.Due letter(Transaction transaction, Account account, @Nullable String language, Onward leads) {
        String secret = needs.mailed.issue(
                transaction, Purpose.RECOVER, account, MailedLinks.Made.mailed(account, leads), LIFE);
        String link = needs.desk.link(PATH, secret);
        return needs.desk.letter(transaction, LetterKind.RECOVER, account, language, LIFE, link, null);
    }

    private Optional<Standing> standing(String secret) {
        return needs.database.read(sql -> needs.mailed.peek(sql, Purpose.RECOVER, secret));
    }

    private Onward reset(Transaction transaction, Standing standing, String hash, Origin from) {
        UUID id = standing.account().id();
        Target target = standing.target();
        boolean reclaimed =
                target.made().address() != null && needs.reclaiming.prove(transaction, standing.account(), from);
        needs.passwords.set(transaction, id, hash, needs.clock.instant());
        int ended = needs.sessions.endAll(transaction, id);
        for (Purpose purpose : List.of(Purpose.RECOVER, Purpose.MAGIC_LINK, Purpose.CHANGE_EMAIL)) {
            needs.links.withdraw(transaction, purpose, id);
        }
        needs.codes.withdraw(transaction, id);
        int factors = target.made().removesFactors() ? needs.factors.removeAll(transaction, id) : 0;
        if (target.made().removesFactors() && (factors > 0 || !reclaimed)) {
            AuditEvent event = AuditEvent.success("second_factors.reset")
                    .by(target.made().actor())
                    .on(id.toString())
                    .with("factors", Integer.toString(factors));
            needs.audit.record(transaction, event, from);
        }
        AuditEvent event =
                AuditEvent.success("password.reset").bySelf(id).with("sessions_ended", Integer.toString(ended));
        needs.audit.record(transaction, event, from);
        return target.made().leads();
    }

    private void refuseUnfit(Account account, String wanted, String field) {
        PasswordOwner owner = new PasswordOwner(account.username(), account.email(), account.name());
        List<Problem.FieldError> problems = needs.passwords.complaints(wanted, owner).stream()
                .map(message -> new Problem.FieldError(field, message))
                .toList();
        if (!problems.isEmpty()) {
            throw Problem.invalid(problems);
        }
    }
}
