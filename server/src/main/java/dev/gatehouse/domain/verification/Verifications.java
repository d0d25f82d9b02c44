package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.identities.GivingWay;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Link;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Optional;
import java.util.UUID;

/** Verifies the addresses of accounts that are there: by the link of a letter, which works once. */
public final class Verifications {
    /** The outbox's name for an account that is to be asked. */
    private static final String KIND = "verify-email";

    /** What the letter's link leads to. */
    static final String PATH = "/verify-email?token=";

    /** The rooms that a verification passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Roles roles,
            OneTimeLinks links,
            Outbox outbox,
            AddressMail mail,
            GivingWay givingWay,
            Reclaiming reclaiming,
            AuditTrail audit,
            VerificationSettings settings) {}

    /**
     * An account that is to be asked.
     *
     * @param proven whether it was its owner who wanted that, not whoever made it with the address
     */
    record Asked(UUID account, boolean proven) {}

    /**
     * What a link would verify.
     *
     * @param mayGiveWay whether whoever reads its mail may say that it is not theirs
     */
    public record Waiting(Account account, boolean mayGiveWay) {}

    private final Needs needs;

    public Verifications(Needs needs) {
        this.needs = needs;
        needs.outbox().handle(KIND, Asked.class, (id, asked) -> send(asked));
    }

    /** What whoever signs up is asked for now. */
    public Demand demand() {
        return needs.settings().demand().orElseGet(() -> needs.mail().leaves() ? Demand.ASKED : Demand.OFF);
    }

    /** Whether letters can be sent at all. */
    public boolean possible() {
        return needs.mail().leaves();
    }

    /**
     * Whether nobody is let into this account before its address is verified. Never one without an address; nor one that
     * may do everything, which an operator made what it is, and which the server cannot do without.
     */
    public boolean bars(Sql sql, Account account) {
        return account.email() != null
                && !account.emailVerified()
                && demand() == Demand.REQUIRED
                && !needs.roles().grantedTo(sql, account.id()).permissions().contains(Permissions.EVERYTHING);
    }

    /** Asks for an account that was just made, where that is wanted. */
    public void welcome(Transaction transaction, Account made) {
        if (made.email() != null && !made.emailVerified() && demand() != Demand.OFF) {
            needs.outbox().put(transaction, KIND, new Asked(made.id(), false));
        }
    }

    /**
     * Asks by letter, as somebody wants who proved that the account is theirs, unless the address is verified or the account
     * has asked too often; takes the same time in any case.
     */
    public void ask(Transaction transaction, UUID account) {
        needs.outbox().put(transaction, KIND, new Asked(account, true));
    }

    /** The same in a transaction of its own. */
    public void ask(UUID account) {
        needs.database().write(transaction -> {
            ask(transaction, account);
            return null;
        });
    }

    /** Whether a letter is out whose link works. */
    public boolean asked(UUID account) {
        return needs.database().read(sql -> needs.links().waits(sql, Purpose.VERIFY_EMAIL, account));
    }

    /** What a link would verify now; empty where it does not work. */
    public Optional<Waiting> peek(String token) {
        return needs.database().read(sql -> needs.links()
                .peek(sql, Purpose.VERIFY_EMAIL, token)
                .flatMap(link -> account(sql, link))
                .map(account -> new Waiting(account, needs.givingWay().may(sql, account))));
    }

    /**
     * Verifies the address; of any number at once one does. Whoever reads its mail may not be who made the account: unless
     * they are known to be, all but the password goes that leads into an account which a stranger may have made
     * ({@link Reclaiming}).
     *
     * @param known whether whoever asks has proved the account in another way than by the link
     * @throws Problem {@link ErrorCode#LINK_EXPIRED} where the link does not work, or the address is not the account's any
     *     more
     */
    public void confirm(String token, boolean known, Origin from) {
        needs.database().write(transaction -> {
            Account account = redeemed(transaction, token);
            AuditEvent event = AuditEvent.success("email.verified").bySelf(account.id());
            needs.audit().record(transaction, event, from);
            if (known) {
                needs.accounts().complete(transaction, account.id(), true, null, null);
            } else {
                needs.reclaiming().confirm(transaction, account, from);
            }
            return null;
        });
    }

    /**
     * Lets the account go that somebody made with an address which is not theirs.
     *
     * @throws Problem {@link ErrorCode#LINK_EXPIRED} as {@link #confirm}, and where the account does not give way
     */
    public void disown(String token, Origin from) {
        needs.database().write(transaction -> {
            Account account = redeemed(transaction, token);
            if (!needs.givingWay().may(transaction, account)) {
                throw Problem.of(ErrorCode.LINK_EXPIRED);
            }
            needs.givingWay().giveWay(transaction, account, "account", from);
            return null;
        });
    }

    /** Uses a link up and holds its account's row, which comes before the link, as with all that changes an account. */
    private Account redeemed(Transaction transaction, String token) {
        return needs.links()
                .peek(transaction, Purpose.VERIFY_EMAIL, token)
                .map(Link::account)
                .filter(id -> needs.accounts().touch(transaction, id))
                .flatMap(id -> needs.links().redeem(transaction, Purpose.VERIFY_EMAIL, token))
                .flatMap(link -> account(transaction, link))
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    /** The account whose address was written to, where it has it still and may be used. */
    private Optional<Account> account(Sql sql, Link link) {
        UUID id = link.account();
        return id == null
                ? Optional.empty()
                : needs.accounts()
                        .find(sql, id)
                        .filter(account -> account.active()
                                && !account.emailVerified()
                                && account.email() != null
                                && account.email().equals(link.payload()));
    }

    private void send(Asked asked) {
        UUID id = asked.account();
        needs.database().write(transaction -> {
            needs.accounts()
                    .find(transaction, id)
                    .flatMap(Verifications::unverified)
                    .filter(address -> asked.proven()
                            ? needs.mail().may(transaction, id)
                            : needs.mail().may(transaction, LetterKind.VERIFY_EMAIL, address))
                    .ifPresent(address -> post(transaction, id, address));
            return null;
        });
    }

    private void post(Transaction transaction, UUID id, String address) {
        String token = needs.links()
                .issue(
                        transaction,
                        Purpose.VERIFY_EMAIL,
                        id,
                        address,
                        needs.settings().linkLife());
        String language = needs.accounts().language(transaction, id).orElse(null);
        needs.mail().post(transaction, LetterKind.VERIFY_EMAIL, address, language, PATH + token);
    }

    private static Optional<String> unverified(Account account) {
        return Optional.ofNullable(account.email()).filter(email -> account.active() && !account.emailVerified());
    }
}
