package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.identities.GivingWay;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Link;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import dev.gatehouse.platform.sql.UniqueViolation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever reads mail at the address of an account say that a change of it was not their doing: before it is made, that
 * stops it; after that, for a while, it takes it back, and nobody stays signed in.
 */
public final class KeptEmails {
    private static final String PATH = "/account/email/keep?token=";

    /** Begins the recovery of an account by a letter to its address. */
    @FunctionalInterface
    public interface Recovering {
        void begin(Transaction transaction, Account account);
    }

    /** The rooms that it touches. */
    public record Needs(
            Database database,
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            Revocations revocations,
            OneTimeLinks links,
            AddressMail mail,
            GivingWay givingWay,
            AddedProofs added,
            Recovering recovering,
            AuditTrail audit,
            VerificationSettings settings,
            InstantSource clock) {}

    /**
     * What a link keeps.
     *
     * @param before the address to which it was mailed
     * @param address the one that was to come in its place; null where none was
     * @param since when the change was asked for, in milliseconds since the epoch; somewhat before that, too, whoever asked may
     *     have added ways in
     */
    record Kept(String before, @Nullable String address, long since) {}

    /**
     * What a link would keep.
     *
     * @param address its account's address as it is now; null where it has none
     * @param changed whether that is another than the one to which the link was mailed
     */
    public record Waiting(String before, @Nullable String address, boolean changed) {}

    /**
     * What an account lost when its address was taken back.
     *
     * @param password whether it had one
     */
    public record TakenBack(boolean password, AddedProofs.Gone gone) {}

    private final Needs needs;

    public KeptEmails(Needs needs) {
        this.needs = needs;
    }

    /**
     * Makes the secret of a link for an account's present address. Earlier ones go on working: else whoever changes the
     * address twice would take the first owner's word away.
     *
     * @param address the one that is to come in its place; null where none is
     */
    String offer(Transaction transaction, Account account, @Nullable String address) {
        return offer(transaction, account, address, needs.settings().linkLife());
    }

    private String offer(Transaction transaction, Account account, @Nullable String address, Duration life) {
        Kept kept = new Kept(present(account), address, needs.clock().millis());
        return needs.links().add(transaction, Purpose.KEEP_EMAIL, account.id(), Json.text(kept), life);
    }

    /**
     * Tells an account's present address that it is to be changed, or is removed at once.
     *
     * @param address the one that is to come in its place; null where none is
     */
    void tell(Transaction transaction, Account account, String secret, @Nullable String address) {
        if (address == null) {
            String expires =
                    needs.clock().instant().plus(needs.settings().keepLife()).toString();
            post(transaction, LetterKind.EMAIL_REMOVED, account, secret, Map.of("expires", expires));
        } else {
            post(transaction, LetterKind.EMAIL_CHANGING, account, secret, Map.of("email", address));
        }
    }

    /**
     * Tells the address of an account that an administrator has put another in its place, with a link to take that back.
     *
     * @param account as it was before
     * @param address the one in its place; null where there is none
     */
    void tellOfGiven(Transaction transaction, Account account, @Nullable String address) {
        if (!needs.mail().leaves()) {
            return;
        }
        Duration life = needs.settings().keepLife();
        Map<String, String> values = new LinkedHashMap<>();
        if (address != null) {
            values.put("email", address);
        }
        values.put("expires", needs.clock().instant().plus(life).toString());
        String secret = offer(transaction, account, address, life);
        post(transaction, LetterKind.EMAIL_CHANGED_BY_ADMINISTRATOR, account, secret, values);
    }

    private void post(
            Transaction transaction, LetterKind kind, Account account, String secret, Map<String, String> values) {
        String language = needs.accounts().language(transaction, account.id()).orElse(null);
        needs.mail().post(transaction, kind, present(account), language, PATH + secret, values);
    }

    /** What a link would keep now; empty where it does not work. */
    public Optional<Waiting> peek(String token) {
        return needs.database()
                .read(sql -> needs.links().peek(sql, Purpose.KEEP_EMAIL, token).flatMap(link -> account(sql, link)
                        .map(account -> {
                            String before = opened(link).before();
                            return new Waiting(before, account.email(), !before.equals(account.email()));
                        })));
    }

    /**
     * Stops a change, or takes it back: then the address is the one before again, every session ends, the password is gone,
     * since whoever changed the address may know it, and a letter leads to a new password. With it go the passkeys, second
     * factors and linked providers that the account got since the change was asked for or within {@code email.keep_ttl}
     * before: whoever is about to change an address may let themselves in otherwise first.
     *
     * @return what the account lost; empty where the change had not been made
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}; {@link ErrorCode#ACCOUNT_EXISTS} where the address is verified as
     *     another account's by now
     */
    public Optional<TakenBack> keep(String token, Origin from) {
        // What is made up costs no write.
        if (peek(token).isEmpty()) {
            throw Problem.of(ErrorCode.LINK_EXPIRED);
        }
        try {
            return needs.database().write(transaction -> kept(transaction, token, from));
        } catch (UniqueViolation taken) {
            throw Problem.of(ErrorCode.ACCOUNT_EXISTS).because("taken meanwhile", taken);
        }
    }

    private Optional<TakenBack> kept(Transaction transaction, String token, Origin from) {
        Link link = needs.links()
                .redeem(transaction, Purpose.KEEP_EMAIL, token)
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        UUID id = link.account();
        if (id != null) {
            needs.accounts().touch(transaction, id);
        }
        Account account = account(transaction, link).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        Kept kept = opened(link);
        needs.links().withdraw(transaction, Purpose.CHANGE_EMAIL, account.id());
        AuditEvent event = AuditEvent.success("email.kept").on(account.id().toString());
        if (kept.before().equals(account.email())) {
            needs.audit().record(transaction, event.with("change", "stopped"), from);
            return Optional.empty();
        }
        Instant since =
                Instant.ofEpochMilli(kept.since()).minus(needs.settings().keepLife());
        TakenBack lost = takeBack(transaction, account, EmailAddress.parse(kept.before()), since, from);
        needs.audit().record(transaction, telling(event.with("change", "taken back"), lost, since), from);
        return Optional.of(lost);
    }

    private static AuditEvent telling(AuditEvent event, TakenBack lost, Instant since) {
        Factors.Removed factors = lost.gone().factors();
        return event.with("added_since", since.toString())
                .with("password", lost.password() ? "removed" : "none")
                .with("passkeys", Integer.toString(factors.passkeys()))
                .with("authenticators", Integer.toString(factors.authenticators()))
                .with("recovery_codes", Integer.toString(factors.recoveryCodes()))
                .with("remembered_devices", Integer.toString(factors.devices()))
                .with("providers", String.join(" ", lost.gone().providers()));
    }

    private TakenBack takeBack(
            Transaction transaction, Account account, EmailAddress before, Instant since, Origin from) {
        Optional<Account> other = needs.accounts()
                .find(transaction, new Identifier(Identifier.Kind.EMAIL, before.key()))
                .filter(owner -> !owner.id().equals(account.id()));
        if (other.isPresent()) {
            Account squatter = other.get();
            needs.accounts().touch(transaction, squatter.id());
            if (!needs.givingWay().may(transaction, squatter)) {
                throw Problem.of(ErrorCode.ACCOUNT_EXISTS);
            }
            needs.givingWay().giveWay(transaction, squatter, "account", from);
        }
        UUID id = account.id();
        Account again = needs.accounts().readdressed(transaction, id, before);
        needs.sessions().endAll(transaction, id);
        needs.revocations().revokeAccount(transaction, id);
        AddedProofs.Gone gone = needs.added().remove(transaction, id, since, from);
        boolean password = needs.passwords().remove(transaction, id);
        if (password) {
            needs.audit()
                    .record(transaction, AuditEvent.success("password.removed").on(id.toString()), from);
        }
        needs.links().withdrawAll(transaction, id);
        needs.recovering().begin(transaction, again);
        return new TakenBack(password, gone);
    }

    private Optional<Account> account(Sql sql, Link link) {
        UUID id = link.account();
        return id == null ? Optional.empty() : needs.accounts().find(sql, id).filter(Account::active);
    }

    private static String present(Account account) {
        String email = account.email();
        if (email == null) {
            throw new IllegalArgumentException("an account without an address");
        }
        return email;
    }

    private static Kept opened(Link link) {
        String payload = link.payload();
        if (payload == null) {
            throw new IllegalStateException("a link without an address");
        }
        return Json.read(payload.getBytes(StandardCharsets.UTF_8), Kept.class);
    }
}
