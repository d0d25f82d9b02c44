package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.AccountChange;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.factors.Held;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Link;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.signin.FactorRules;
import dev.gatehouse.domain.verification.AddressMail.Asking;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import dev.gatehouse.platform.sql.UniqueViolation;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes the address of an account: asked for by its owner, done by whoever reads the new address's mail and is that owner.
 * The address before is told at once, and can take the change back for a while ({@link KeptEmails}).
 */
public final class EmailChanges {
    /** The outbox's name for a change that was asked for. */
    private static final String KIND = "change-email";

    private static final String CONFIRM = "/account/email/confirm?token=";

    /**
     * The rooms that a change passes through.
     *
     * @param rules who may change what proves that an account is theirs
     */
    public record Needs(
            Database database,
            Accounts accounts,
            Sessions sessions,
            AccountLinks ways,
            Factors factors,
            FactorRules rules,
            OneTimeLinks links,
            MailedProofs mailed,
            Outbox outbox,
            AddressMail mail,
            Verifications verifications,
            KeptEmails kept,
            RateLimits limits,
            AuditTrail audit,
            VerificationSettings settings) {}

    /**
     * What somebody asks for.
     *
     * @param endOthers whether the account's other sessions end once the change is made
     * @param language in which they read; null where that is not known
     * @param network from which, as limits count it
     */
    public record Wish(
            UUID account,
            String address,
            boolean endOthers,
            @Nullable String language,
            @Nullable String network) {}

    /**
     * What a link changes.
     *
     * @param before the account's address when it was asked for; the change is void where that is another by now
     * @param keep the secret of the link by which the address before takes it back; null where there was none
     */
    record Change(
            String address,
            @Nullable String before,
            boolean endOthers,
            @Nullable String keep) {}

    /** What a link would change. */
    public record Waiting(Account account, String address) {}

    private final Needs needs;

    public EmailChanges(Needs needs) {
        this.needs = needs;
        needs.outbox().handle(KIND, Wish.class, (id, wish) -> send(wish));
    }

    /**
     * Begins a change. The same is done and answered whoever has the new address: only its mail tells. That the caller
     * proved a moment ago who they are is for the caller of this to see to. Codes and links for the account go to the address:
     * where it has a second factor, whoever changes it has shown one, as for a change of the factors themselves.
     *
     * @param session in which they are
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS}, {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION}
     */
    public void begin(Wish wish, UUID session, Origin from) {
        needs.limits()
                .take("change-email", needs.settings().changes(), wish.account().toString());
        needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, wish.account(), session);
            needs.outbox().putByLot(transaction, KIND, wish);
            needs.audit()
                    .record(transaction, AuditEvent.success("email.changing").bySelf(wish.account()), from);
            return null;
        });
    }

    /** Whether whoever changes the address has to have shown a second factor. */
    public boolean asksForBoth(UUID account) {
        return needs.database().read(sql -> needs.factors().held(sql, account).asks());
    }

    /** Whether a change waits to be confirmed. */
    public boolean waits(UUID account) {
        return needs.database().read(sql -> needs.links().waits(sql, Purpose.CHANGE_EMAIL, account));
    }

    /** Lets a change go that waits. */
    public void cancel(UUID account, Origin from) {
        needs.database().write(transaction -> {
            needs.links().withdraw(transaction, Purpose.CHANGE_EMAIL, account);
            needs.audit().record(transaction, AuditEvent.success("email.kept").bySelf(account), from);
            return null;
        });
    }

    /** What a link would change now; empty where it does not work. */
    public Optional<Waiting> peek(String token) {
        return needs.database().read(sql -> needs.links()
                .peek(sql, Purpose.CHANGE_EMAIL, token)
                .flatMap(link -> account(sql, link)
                        .map(account -> new Waiting(account, opened(link).address()))));
    }

    /**
     * Makes a change, once. Whoever asks has shown to be the account.
     *
     * @param account whom they are
     * @param session in which they are it, which stays where others end; null for none
     * @throws Problem {@link ErrorCode#LINK_EXPIRED} where the link does not work or is another account's;
     *     {@link ErrorCode#ACCOUNT_EXISTS} where somebody has got the address meanwhile
     */
    public void confirm(String token, UUID account, @Nullable UUID session, Origin from) {
        // What is made up costs no write.
        if (peek(token).isEmpty()) {
            throw Problem.of(ErrorCode.LINK_EXPIRED);
        }
        try {
            needs.database().write(transaction -> {
                needs.accounts().touch(transaction, account);
                Link link = needs.links()
                        .redeem(transaction, Purpose.CHANGE_EMAIL, token)
                        .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
                if (account(transaction, link)
                        .filter(owner -> owner.id().equals(account))
                        .isEmpty()) {
                    throw Problem.of(ErrorCode.LINK_EXPIRED);
                }
                changed(transaction, account, session, opened(link), from);
                return null;
            });
        } catch (UniqueViolation taken) {
            throw Problem.of(ErrorCode.ACCOUNT_EXISTS).because("taken", taken);
        }
    }

    /**
     * Takes the address away. The address is told, and can take that back.
     *
     * @param session that stays; others end
     * @throws Problem {@link ErrorCode#CONFLICT} where there is none, or the account would be left without a name;
     *     {@link ErrorCode#LAST_SIGN_IN_METHOD} where nothing but mail would lead into it;
     *     {@link ErrorCode#LAST_SECOND_FACTOR} where codes by mail are the last second factor and one is required;
     *     {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION} as {@link #begin}
     */
    public void remove(UUID id, UUID session, boolean endOthers, Origin from) {
        boolean other =
                needs.ways().of(id).password() || !needs.ways().of(id).usable().isEmpty();
        needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, id, session);
            Account account = needs.accounts()
                    .find(transaction, id)
                    .filter(Account::active)
                    .orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
            Held held = needs.factors().held(transaction, id);
            if (account.email() == null || account.username() == null) {
                throw Problem.of(ErrorCode.CONFLICT, "An account needs a user name or an e-mail address.");
            }
            if (!other && held.passkeys() == 0) {
                throw Problem.of(ErrorCode.LAST_SIGN_IN_METHOD);
            }
            String secret = offered(transaction, account, null);
            needs.accounts().change(transaction, id, new AccountChange(null, Optional.empty(), null, null));
            if (held.any()) {
                needs.rules().settle(transaction, id);
            }
            settle(transaction, account, session, endOthers, secret, from, null);
            return null;
        });
    }

    private void changed(Transaction transaction, UUID id, @Nullable UUID session, Change change, Origin from) {
        Account before = needs.accounts().find(transaction, id).orElseThrow();
        needs.accounts().readdressed(transaction, id, EmailAddress.parse(change.address()));
        settle(transaction, before, session, change.endOthers(), change.keep(), from, change.address());
    }

    private void settle(
            Transaction transaction,
            Account before,
            @Nullable UUID session,
            boolean endOthers,
            @Nullable String keep,
            Origin from,
            @Nullable String address) {
        needs.mailed().withdraw(transaction, before.id());
        if (keep != null) {
            needs.links()
                    .prolong(
                            transaction,
                            Purpose.KEEP_EMAIL,
                            keep,
                            needs.settings().keepLife());
        }
        int ended = endOthers ? needs.sessions().endOthers(transaction, before.id(), session) : 0;
        AuditEvent event = AuditEvent.success("email.changed")
                .bySelf(before.id())
                .in(session == null ? null : session.toString())
                .with("sessions_ended", Integer.toString(ended));
        needs.audit().record(transaction, address == null ? event.with("address", "removed") : event, from);
    }

    /** The account whose address was to be changed, where it may be used and has the same address still. */
    private Optional<Account> account(Sql sql, Link link) {
        UUID id = link.account();
        String before = opened(link).before();
        return id == null
                ? Optional.empty()
                : needs.accounts()
                        .find(sql, id)
                        .filter(account -> account.active()
                                && (before == null ? account.email() == null : before.equals(account.email())));
    }

    private static Change opened(Link link) {
        String payload = link.payload();
        if (payload == null) {
            throw new IllegalStateException("a change without an address");
        }
        return Json.read(payload.getBytes(StandardCharsets.UTF_8), Change.class);
    }

    private void send(Wish wish) {
        UUID id = wish.account();
        needs.database().write(transaction -> {
            needs.accounts().touch(transaction, id);
            Account account = needs.accounts()
                    .find(transaction, id)
                    .filter(Account::active)
                    .orElse(null);
            if (account == null) {
                return null;
            }
            if (wish.address().equals(account.email())) {
                needs.verifications().ask(transaction, id);
                return null;
            }
            // The address before is told in any case: that it is not would tell whose the new one is.
            askNew(transaction, account, wish, offered(transaction, account, wish.address()));
            return null;
        });
    }

    /**
     * Tells the address before, which gets the secret of a link to keep it; null and no letter where nobody showed that it is
     * the account's: whoever reads the mail of a mistyped address has no right to the account.
     */
    private @Nullable String offered(Transaction transaction, Account account, @Nullable String address) {
        if (account.email() == null || !account.emailVerified()) {
            return null;
        }
        String secret = needs.kept().offer(transaction, account, address);
        needs.kept().tell(transaction, account, secret, address);
        return secret;
    }

    /** A change waits from now on whoever has the new address, and whether or not a letter leaves: else it would tell. */
    private void askNew(Transaction transaction, Account account, Wish wish, @Nullable String keep) {
        String language = needs.accounts().language(transaction, account.id()).orElse(wish.language());
        boolean known = needs.accounts()
                .find(transaction, Identifier.of(wish.address()))
                .filter(owner -> !owner.id().equals(account.id()))
                .isPresent();
        Change change = new Change(wish.address(), account.email(), wish.endOthers(), keep);
        String token = needs.links()
                .issue(
                        transaction,
                        Purpose.CHANGE_EMAIL,
                        account.id(),
                        Json.text(change),
                        needs.settings().linkLife());
        LetterKind kind = known ? LetterKind.SIGN_UP_KNOWN : LetterKind.CONFIRM_NEW_EMAIL;
        boolean may = known
                ? needs.mail().may(transaction, kind, wish.address())
                : needs.mail().may(transaction, kind, wish.address(), new Asking(wish.network(), account.id()));
        if (may) {
            needs.mail()
                    .post(
                            transaction,
                            kind,
                            wish.address(),
                            known ? null : language,
                            known ? "/sign-in" : CONFIRM + token);
        }
    }
}
