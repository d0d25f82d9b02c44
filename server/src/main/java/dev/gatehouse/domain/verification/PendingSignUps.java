package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.PasswordOutcome;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Link;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.domain.passkeys.CreationOptions;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.signin.AccountNames;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.domain.signin.PasskeySignUps;
import dev.gatehouse.domain.signin.Registrations;
import dev.gatehouse.domain.signin.Registrations.Registered;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.verification.AddressMail.Asking;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sign-ups where an address has to be verified first. Nothing is made, and whoever asks gets the same answer by the same
 * work whether the address or the user name is somebody's: only whoever reads the address's mail learns more.
 */
public final class PendingSignUps {
    /** The outbox's name for a sign-up that was asked for. */
    private static final String KIND = "sign-up";

    private static final int LONGEST_FLOW = 2_000;

    /** The rooms that a sign-up passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Passwords passwords,
            Registrations registrations,
            PasskeySignUps passkeys,
            OneTimeLinks links,
            Outbox outbox,
            AddressMail mail,
            RateLimits limits,
            SignInLimits rates,
            AuditTrail audit,
            VerificationSettings settings) {}

    private final Needs needs;

    public PendingSignUps(Needs needs) {
        this.needs = needs;
        needs.outbox().handle(KIND, PendingSignUp.class, (id, wanted) -> send(wanted));
    }

    /**
     * Takes a sign-up, whatever comes of it.
     *
     * @param flow the sealed sign-in that it is part of; null where it is part of none
     * @param limitKey the client's address as limits count it
     * @throws Problem {@link ErrorCode#VALIDATION_FAILED} without an address, {@link ErrorCode#TOO_MANY_REQUESTS},
     *     {@link ErrorCode#BUSY}
     */
    public void take(
            NewAccount wanted, @Nullable String language, @Nullable String flow, String limitKey, Origin from) {
        String email = required(wanted.email());
        needs.limits().take("signup", needs.rates().signup(), limitKey);
        needs.passwords().refuseBreached(wanted.password());
        String hash = needs.passwords().hash(wanted.password());
        put(pending(email, wanted.names(), hash, language, flow, from), from);
    }

    /**
     * The same for one that is to be finished with a passkey, which is made where the link is followed: whoever has shown
     * nothing yet has none to lose or to leave in an account that becomes somebody else's.
     *
     * @throws Problem {@link ErrorCode#VALIDATION_FAILED} without an address, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void take(
            AccountNames names, @Nullable String language, @Nullable String flow, String limitKey, Origin from) {
        String email = required(names.email());
        needs.limits().take("signup", needs.rates().signup(), limitKey);
        put(pending(email, names, null, language, flow, from), from);
    }

    private static String required(@Nullable EmailAddress email) {
        if (email == null) {
            throw Problem.invalid("email", "This is required.");
        }
        return email.address();
    }

    private static PendingSignUp pending(
            String email,
            AccountNames names,
            @Nullable String hash,
            @Nullable String language,
            @Nullable String flow,
            Origin from) {
        Username username = names.username();
        return new PendingSignUp(
                email,
                username == null ? null : username.display(),
                names.name(),
                hash,
                language,
                flow == null || flow.length() > LONGEST_FLOW ? null : flow,
                from.network());
    }

    private void put(PendingSignUp pending, Origin from) {
        needs.database().write(transaction -> {
            needs.outbox().putByLot(transaction, KIND, pending);
            needs.audit().record(transaction, AuditEvent.success("signup.pending"), from);
            return null;
        });
    }

    /** What a link would make; empty where it does not work. */
    public Optional<PendingSignUp> peek(String token) {
        return needs.database()
                .read(sql -> needs.links().peek(sql, Purpose.SIGN_UP, token))
                .map(PendingSignUps::opened);
    }

    /** Whether the user name that was wished for is somebody's by now. */
    public boolean nameTaken(PendingSignUp pending) {
        String username = pending.username();
        return username != null
                && needs.database()
                        .read(sql -> needs.accounts().find(sql, Identifier.of(username)))
                        .isPresent();
    }

    /**
     * Makes sure that whoever follows the link is who signed up: that they know the password that was chosen then. A stranger
     * may have signed up with this address, and would know that password (row A30 of the attacks that are tested).
     *
     * @param limitKey the client's address as limits count it
     * @throws Problem {@link ErrorCode#INVALID_CREDENTIALS}, {@link ErrorCode#LINK_EXPIRED},
     *     {@link ErrorCode#TOO_MANY_REQUESTS}, {@link ErrorCode#BUSY}; {@link ErrorCode#CONFLICT} where none was chosen
     */
    public void requirePassword(String token, String password, String limitKey) {
        PendingSignUp pending = peek(token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        String link = HexFormat.of().formatHex(Sha256.of(token));
        needs.limits()
                .take(
                        new Attempt("login-address", needs.rates().loginAddress(), List.of(limitKey)),
                        new Attempt("login", needs.rates().login(), List.of(limitKey, link)));
        if (!(needs.passwords().verify(requiredHash(pending), password) instanceof PasswordOutcome.Match)) {
            throw Problem.of(ErrorCode.INVALID_CREDENTIALS);
        }
    }

    /**
     * Makes the account, once; its address is verified.
     *
     * @param username in place of the one that was wished for; null for that
     * @param known whether whoever asks has shown the password that was chosen
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}; {@link ErrorCode#ACCOUNT_EXISTS} where the address or the user name is
     *     somebody's by now, {@link ErrorCode#CONFLICT} where a passkey finishes it: both leave the link as it was
     */
    public Registered finish(String token, @Nullable Username username, boolean known, Origin from) {
        requireLink(token);
        return needs.database().write(transaction -> {
            PendingSignUp pending = redeemed(transaction, token);
            String hash = requiredHash(pending);
            AccountNames names = names(pending, username);
            NewAccount wanted = new NewAccount(names.username(), names.email(), names.name(), "");
            Registered made = needs.registrations()
                    .make(transaction, wanted, hash, pending.language(), from)
                    .orElseThrow(() -> Problem.of(ErrorCode.ACCOUNT_EXISTS));
            Account account = verified(transaction, made.account(), pending, from);
            if (!known) {
                needs.accounts().clicked(transaction, account.id());
            }
            return new Registered(account, made.roles());
        });
    }

    /**
     * What a browser needs to make the passkey that finishes a sign-up.
     *
     * @param username as {@link #finish(String, Username, boolean, Origin)} takes it
     * @param limitKey the client's address as limits count it
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}, also where a password finishes it; {@link ErrorCode#ACCOUNT_EXISTS}
     *     where the address or the user name is somebody's by now; {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public CreationOptions passkeyOptions(String token, @Nullable Username username, String limitKey) {
        needs.limits().take("login-address", needs.rates().loginAddress(), limitKey);
        return needs.passkeys().begin(names(peekByPasskey(token), username), Place.link(token));
    }

    /**
     * Makes the account with the passkey that was made for it, once; its address is verified, and it has no password.
     *
     * @return that its owner has shown the passkey
     * @throws Problem as {@link #passkeyOptions}, which leaves the link as it was; as {@link PasskeySignUps#begun} and
     *     {@link PasskeySignUps#make}
     */
    public Proof finish(String token, @Nullable Username username, Answers.Made answer, String limitKey, Origin from) {
        needs.limits().take("login-address", needs.rates().loginAddress(), limitKey);
        peekByPasskey(token);
        NewPasskey passkey = needs.passkeys().begun(answer, Place.link(token));
        return needs.database().write(transaction -> {
            PendingSignUp pending = redeemed(transaction, token);
            PasskeySignUps.Made made =
                    needs.passkeys().make(transaction, names(pending, username), passkey, pending.language(), from);
            verified(transaction, made.account(), pending, from);
            return made.proof();
        });
    }

    /** What is made up costs no write. */
    private void requireLink(String token) {
        if (peek(token).isEmpty()) {
            throw Problem.of(ErrorCode.LINK_EXPIRED);
        }
    }

    private PendingSignUp peekByPasskey(String token) {
        return peek(token).filter(PendingSignUp::byPasskey).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    private static String requiredHash(PendingSignUp pending) {
        String hash = pending.hash();
        if (hash == null) {
            throw Problem.of(ErrorCode.CONFLICT, "A passkey finishes this sign-up, and no password.");
        }
        return hash;
    }

    private static AccountNames names(PendingSignUp pending, @Nullable Username instead) {
        String wished = pending.username();
        Username username = instead != null || wished == null ? instead : Username.parse(wished);
        return new AccountNames(username, EmailAddress.parse(pending.email()), pending.name());
    }

    private Account verified(Transaction transaction, Account made, PendingSignUp pending, Origin from) {
        Account account = needs.accounts()
                .verified(transaction, made.id(), pending.email())
                .orElseThrow();
        needs.audit().record(transaction, AuditEvent.success("email.verified").bySelf(account.id()), from);
        return account;
    }

    /**
     * Lets a sign-up go that somebody else made with this address; its letter does not count.
     *
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}
     */
    public void disown(String token, Origin from) {
        requireLink(token);
        needs.database().write(transaction -> {
            PendingSignUp pending = redeemed(transaction, token);
            needs.mail()
                    .disowned(transaction, LetterKind.VERIFY_EMAIL, pending.email(), pending.network(), from.network());
            needs.audit().record(transaction, AuditEvent.success("signup.disowned"), from);
            return null;
        });
    }

    private PendingSignUp redeemed(Transaction transaction, String token) {
        return needs.links()
                .redeem(transaction, Purpose.SIGN_UP, token)
                .map(PendingSignUps::opened)
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    private static PendingSignUp opened(Link link) {
        String payload = link.payload();
        if (payload == null) {
            throw new IllegalStateException("a sign-up without what was asked for");
        }
        return Json.read(payload.getBytes(StandardCharsets.UTF_8), PendingSignUp.class);
    }

    private void send(PendingSignUp wanted) {
        needs.database().write(transaction -> {
            boolean known = needs.accounts()
                    .find(transaction, Identifier.of(wanted.email()))
                    .isPresent();
            LetterKind kind = known ? LetterKind.SIGN_UP_KNOWN : LetterKind.VERIFY_EMAIL;
            // One that says that there is an account says it whoever asked: there is nothing of the owner's to use up.
            boolean may = known
                    ? needs.mail().may(transaction, kind, wanted.email())
                    : needs.mail().may(transaction, kind, wanted.email(), new Asking(wanted.network(), null));
            if (!may) {
                return null;
            }
            String path = known
                    ? "/sign-in"
                    : Verifications.PATH
                            + needs.links()
                                    .issue(
                                            transaction,
                                            Purpose.SIGN_UP,
                                            Json.text(wanted),
                                            needs.settings().linkLife());
            needs.mail().post(transaction, kind, wanted.email(), wanted.language(), path);
            return null;
        });
    }
}
