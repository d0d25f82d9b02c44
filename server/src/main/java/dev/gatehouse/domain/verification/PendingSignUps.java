package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.accounts.Username;
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
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.domain.signin.Registrations;
import dev.gatehouse.domain.signin.Registrations.Registered;
import dev.gatehouse.domain.signin.SignInLimits;
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
        EmailAddress email = wanted.email();
        if (email == null) {
            throw Problem.invalid("email", "This is required.");
        }
        needs.limits().take("signup", needs.rates().signup(), limitKey);
        needs.passwords().refuseBreached(wanted.password());
        Username username = wanted.username();
        PendingSignUp pending = new PendingSignUp(
                email.address(),
                username == null ? null : username.display(),
                wanted.name(),
                needs.passwords().hash(wanted.password()),
                language,
                flow == null || flow.length() > LONGEST_FLOW ? null : flow);
        needs.database().write(transaction -> {
            needs.outbox().put(transaction, KIND, pending);
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
     *     {@link ErrorCode#TOO_MANY_REQUESTS}, {@link ErrorCode#BUSY}
     */
    public void requirePassword(String token, String password, String limitKey) {
        PendingSignUp pending = peek(token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        String link = HexFormat.of().formatHex(Sha256.of(token));
        needs.limits()
                .take(
                        new Attempt("login-address", needs.rates().loginAddress(), List.of(limitKey)),
                        new Attempt("login", needs.rates().login(), List.of(limitKey, link)));
        if (!(needs.passwords().verify(pending.hash(), password) instanceof PasswordOutcome.Match)) {
            throw Problem.of(ErrorCode.INVALID_CREDENTIALS);
        }
    }

    /**
     * Makes the account, once; its address is verified.
     *
     * @param username in place of the one that was wished for; null for that
     * @param known whether whoever asks has shown the password that was chosen
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}; {@link ErrorCode#ACCOUNT_EXISTS} where the address or the user name is
     *     somebody's by now, which leaves the link as it was
     */
    public Registered finish(String token, @Nullable Username username, boolean known, Origin from) {
        return needs.database().write(transaction -> {
            PendingSignUp pending = redeemed(transaction, token);
            Username name =
                    username != null || pending.username() == null ? username : Username.parse(pending.username());
            NewAccount wanted = new NewAccount(name, EmailAddress.parse(pending.email()), pending.name(), "");
            Registered made = needs.registrations()
                    .make(transaction, wanted, pending.hash(), pending.language(), from)
                    .orElseThrow(() -> Problem.of(ErrorCode.ACCOUNT_EXISTS));
            Account account = needs.accounts()
                    .verified(transaction, made.account().id(), pending.email())
                    .orElseThrow();
            if (!known) {
                needs.accounts().clicked(transaction, account.id());
            }
            needs.audit()
                    .record(transaction, AuditEvent.success("email.verified").bySelf(account.id()), from);
            return new Registered(account, made.roles());
        });
    }

    /**
     * Lets a sign-up go that somebody else made with this address.
     *
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}
     */
    public void disown(String token, Origin from) {
        needs.database().write(transaction -> {
            redeemed(transaction, token);
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
            if (!needs.mail().may(transaction, kind, wanted.email())) {
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
