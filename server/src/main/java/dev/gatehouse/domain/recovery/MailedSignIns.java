package dev.gatehouse.domain.recovery;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Accounts.Sought;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.limits.Backoffs;
import dev.gatehouse.domain.limits.Backoffs.Kind;
import dev.gatehouse.domain.limits.Backoffs.Try;
import dev.gatehouse.domain.limits.Backoffs.Whose;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.verification.Reclaiming;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Signing in by mail: by a link or by a code, each good once and for ten minutes. What is proved is the account's address,
 * which counts as verified from then on; second factors and the gate come after that as with any first proof.
 */
public final class MailedSignIns {
    /** How long a link or a code works (OWASP ASVS 5.0, 6.5.5). */
    public static final Duration LIFE = Codes.LONGEST;

    private static final String PATH = "/sign-in/mailed";
    private static final MailDesk.Kind LINK = new MailDesk.Kind("magic-link", "magic_link.asked", "mail-sign-in", LIFE);
    private static final MailDesk.Kind CODE =
            new MailDesk.Kind("sign-in-code", "sign_in_code.asked", "mail-sign-in", LIFE);
    private static final String SEAL = "sign-in code";
    private static final int LONGEST_TICKET = 2_000;
    /** From the first on: a request is over before these are. */
    private static final Optional<Rate> TRIES = Optional.of(new Rate(Codes.TRIES, LIFE));

    /** The rooms that a sign-in by mail passes through. */
    public record Needs(
            Database database,
            MailDesk desk,
            RecoverySettings settings,
            Accounts accounts,
            MailedLinks mailed,
            Codes codes,
            RateLimits limits,
            Backoffs backoffs,
            Reclaiming reclaiming,
            Seals seals,
            AuditTrail audit,
            InstantSource clock) {}

    /**
     * A request for a code, as its sealed ticket carries it: a code is good with the ticket of its own request alone.
     *
     * @param typed who, as somebody typed it
     */
    public record Request(String id, String typed, Instant at) {}

    /** Whom a link would sign in, and where that leads. */
    public record Arrival(String label, Onward leads) {}

    /** What a link or code proved. */
    public record Proven(Proof proof, Onward leads) {}

    private final Needs needs;

    public MailedSignIns(Needs needs) {
        this.needs = needs;
        needs.desk.answer(LINK, this::letterWithLink);
        needs.desk.answer(CODE, this::letterWithCode);
    }

    /** Whether people may ask for a link now. */
    public boolean byLink() {
        return needs.settings.magicLink() && needs.desk.available();
    }

    /** Whether people may ask for a code now. */
    public boolean byCode() {
        return needs.settings.emailCode() && needs.desk.available();
    }

    /**
     * Takes the request for a link. What comes of it only the account's mail tells.
     *
     * @param typed an address; a user name does as well
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void askForLink(String typed, @Nullable String language, Onward leads, Origin from) {
        RecoverySettings settings = needs.settings;
        needs.desk.ask(LINK, typed, language, leads, from, settings.signIn(), settings.signInAddress());
    }

    /**
     * Takes the request for a code.
     *
     * @param bound to whom the ticket belongs, such as a browser's key; empty where whoever has it may use it
     * @return the ticket, without which the code is good for nothing; it looks the same where there is no account
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public String askForCode(String typed, @Nullable String language, Origin from, String bound) {
        RecoverySettings settings = needs.settings;
        Asked asked = needs.desk.ask(
                CODE, typed, language, Onward.NOWHERE, from, settings.signIn(), settings.signInAddress());
        Request request = new Request(asked.id(), typed, asked.at());
        return needs.seals.seal(SEAL, Json.bytes(request), Sha256.of(bound));
    }

    /** The request that a ticket is of; empty where it is none, another's, or too old. */
    public Optional<Request> request(String ticket, String bound) {
        return ticket.length() > LONGEST_TICKET
                ? Optional.empty()
                : needs.seals
                        .open(SEAL, ticket, Sha256.of(bound))
                        .map(plain -> Json.read(plain, Request.class))
                        .filter(request -> needs.clock.instant().isBefore(request.at.plus(LIFE)));
    }

    /** Whom this link would sign in, where it works now; leaves it as it is. */
    public Optional<Arrival> peek(String secret) {
        return needs.database.read(sql -> needs.mailed
                .peek(sql, Purpose.MAGIC_LINK, secret)
                .map(standing -> new Arrival(
                        Objects.requireNonNull(standing.account().email()),
                        standing.target().made().leads())));
    }

    /**
     * Spends a link.
     *
     * @throws Problem {@link ErrorCode#LINK_EXPIRED}
     */
    public Proven follow(String secret, Origin from) {
        // What is made up costs no write.
        if (peek(secret).isEmpty()) {
            throw Problem.of(ErrorCode.LINK_EXPIRED);
        }
        return needs.database
                .write(transaction -> needs.mailed
                        .redeem(transaction, Purpose.MAGIC_LINK, secret)
                        .map(standing -> new Proven(
                                proven(transaction, standing.account(), from),
                                standing.target().made().leads())))
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    /**
     * Tries a code.
     *
     * @param request whose code it is to be
     * @throws Problem {@link ErrorCode#INVALID_CODE}, {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public Proof enter(Request request, String typed, Origin from) {
        Identifier who = Identifier.of(request.typed);
        Sought sought = needs.database.read(sql -> needs.accounts.seek(sql, who));
        Optional<Account> meant = sought.account();
        String bound = bound(request.id, meant.map(MailedLinks::key).orElse(null));
        Try attempt = needs.backoffs.require(
                Kind.MAILED_CODE, new Whose(who.key(), meant.map(Account::id).orElse(null)), from);
        // One transaction, which always writes and refuses only after its end: a wrong code counts, a right one is
        // used up whatever comes of it, and no commit more or less tells whether there was any.
        Optional<Proof> proof = needs.database.write(transaction -> {
            Optional<Account> account = entered(transaction, sought, request.id, bound, typed);
            if (account.isEmpty()) {
                attempt.failed(transaction);
                AuditEvent event = AuditEvent.failure("signin.email")
                        .on(meant.map(known -> known.id().toString()).orElse(null));
                needs.audit.record(transaction, event, from);
                return Optional.empty();
            }
            attempt.succeeded(transaction);
            return Optional.of(proven(transaction, account.get(), from));
        });
        return proof.orElseThrow(() -> Problem.of(ErrorCode.INVALID_CODE));
    }

    /**
     * Counts the try, uses a right code up, and answers whose it was. Tries are counted for the request, which there is for
     * everybody, and not for the code. The account's row is held before its code's, as by all that changes an account, and
     * by nobody whose code is wrong.
     */
    private Optional<Account> entered(
            Transaction transaction, Sought sought, String request, String bound, String typed) {
        UUID id = sought.reads();
        boolean may = needs.limits.allows(transaction, new Attempt("mailed-code", TRIES, List.of(request)));
        boolean fits = needs.codes.fits(transaction, Codes.Purpose.SIGN_IN, id, bound, typed);
        if (!may || !fits || sought.account().isEmpty()) {
            return Optional.empty();
        }
        Optional<Account> account = held(transaction, id);
        return needs.codes.spend(transaction, Codes.Purpose.SIGN_IN, id, bound) ? account : Optional.empty();
    }

    /** A code shows who reads the mail of the address that it went to, and of no other. */
    private static String bound(String request, @Nullable String address) {
        return request + " " + address;
    }

    private Optional<Account> held(Transaction transaction, UUID id) {
        return needs.accounts.touch(transaction, id)
                ? needs.accounts.find(transaction, id).filter(Account::active)
                : Optional.empty();
    }

    /** The account's row is held. */
    private Proof proven(Transaction transaction, Account account, Origin from) {
        needs.reclaiming.prove(transaction, account, from);
        String address = Objects.requireNonNull(MailedLinks.key(account));
        return Proof.mailed(account.id(), address, needs.clock.instant());
    }

    private MailDesk.Due letterWithLink(Transaction transaction, Account account, Asked asked) {
        String secret = needs.mailed.issue(
                transaction, Purpose.MAGIC_LINK, account, MailedLinks.Made.mailed(account, asked.leads()), LIFE);
        String link = needs.desk.link(PATH, secret);
        return needs.desk.letter(transaction, LetterKind.MAGIC_LINK, account, asked.language(), LIFE, link, null);
    }

    /** The code ends with its ticket, however long the letter took. */
    private MailDesk.Due letterWithCode(Transaction transaction, Account account, Asked asked) {
        Duration left = Duration.between(needs.clock.instant(), asked.at().plus(LIFE));
        String code = needs.codes.issue(
                transaction, Codes.Purpose.SIGN_IN, account.id(), bound(asked.id(), MailedLinks.key(account)), left);
        return needs.desk.letter(transaction, LetterKind.SIGN_IN_CODE, account, asked.language(), left, null, code);
    }
}
