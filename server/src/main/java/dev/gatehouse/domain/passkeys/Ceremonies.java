package dev.gatehouse.domain.passkeys;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.marks.Marks;
import dev.gatehouse.domain.passkeys.CreationOptions.Descriptor;
import dev.gatehouse.domain.passkeys.Unverified.Reason;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What passes between this server and an authenticator: a passkey is made, or signs. Whoever is refused learns neither
 * whether there is such a passkey nor whose it is, by what the answer says or by when it comes.
 */
public final class Ceremonies {
    /** EdDSA, ES256 and RS256 by COSE's numbers, the one that is liked best first. */
    static final List<Integer> ALGORITHMS = List.of(-8, -7, -257);

    /** Tells a front end that its authenticator offers what nobody has any more. */
    public static final String UNKNOWN = "unknown_credential";

    /** What whoever makes a passkey reads that did not make sure who they are, and has to. */
    public static final String USER_NOT_VERIFIED =
            "This passkey does not ask who you are, by a PIN, a finger or a face.";

    /** The rooms that a ceremony passes through. */
    public record Needs(
            Database database, Passkeys passkeys, Seals seals, Marks marks, AuditTrail audit, InstantSource clock) {}

    /**
     * For whom a passkey is made.
     *
     * @param name what the account is called where one word must do
     * @param displayName what the person is called
     */
    public record Owner(UUID account, String name, String displayName) {}

    /**
     * A passkey that has just signed.
     *
     * @param userVerified whether its authenticator made sure who holds it
     * @param synced whether it may be on several devices
     */
    public record Signed(UUID account, UUID passkey, boolean userVerified, boolean synced) {}

    private final Needs needs;
    private final PasskeySettings settings;
    private final RelyingParty party;
    private final Challenges challenges;
    private final Supplier<WebAuthn> webauthn;

    public Ceremonies(Needs needs, PasskeySettings settings, RelyingParty party, SecureRandom random) {
        this.needs = needs;
        this.settings = settings;
        this.party = party;
        this.challenges = new Challenges(needs.seals(), needs.marks(), needs.clock(), random);
        this.webauthn = new Later<>(() -> new WebAuthn(settings, party));
    }

    /** The relying party of all passkeys. */
    public RelyingParty party() {
        return party;
    }

    /** What a browser needs to make one more passkey for this account. */
    public CreationOptions make(Owner owner, Place place) {
        return options(
                Challenge.Kind.MAKE, owner, place, settings.discoverable().word());
    }

    /**
     * The same for an account that is not there yet and is to begin with it: it could not be entered by one that is not found
     * alone.
     */
    public CreationOptions begin(Owner owner, Place place) {
        return options(Challenge.Kind.BEGIN, owner, place, "required");
    }

    private CreationOptions options(Challenge.Kind kind, Owner owner, Place place, String discoverable) {
        List<Descriptor> exclude = descriptors(owner.account());
        String challenge = challenges.make(kind, owner.account(), place.text());
        return new CreationOptions(
                new CreationOptions.Party(party.id(), party.name()),
                new CreationOptions.User(userHandle(owner.account()), owner.name(), owner.displayName()),
                challenge,
                ALGORITHMS.stream()
                        .map(number -> new CreationOptions.Parameters("public-key", number))
                        .toList(),
                Challenges.LIFE.toMillis(),
                exclude,
                new CreationOptions.Selection(
                        discoverable,
                        discoverable.equals("required"),
                        settings.userVerification().word()),
                settings.attestation().word(),
                new CreationOptions.Extensions(true));
    }

    /** What a browser needs to sign somebody in of whom nothing is known yet. */
    public RequestOptions signIn(Place place) {
        return options(Challenge.Kind.SIGN_IN, Challenge.ANYBODY, place, List.of());
    }

    /** What a browser needs to prove that somebody owns this account, of whom that much has been shown that it may be told. */
    public RequestOptions prove(UUID account, Place place) {
        return options(Challenge.Kind.PROVE, account, place, descriptors(account));
    }

    private RequestOptions options(Challenge.Kind kind, UUID account, Place place, List<Descriptor> allow) {
        String challenge = challenges.make(kind, account, place.text());
        return new RequestOptions(
                challenge,
                Challenges.LIFE.toMillis(),
                party.id(),
                allow,
                settings.userVerification().word());
    }

    private List<Descriptor> descriptors(UUID account) {
        return needs.database().read(sql -> needs.passkeys().ofAccount(sql, account)).stream()
                .map(Descriptor::of)
                .toList();
    }

    /**
     * Verifies a passkey that a browser made.
     *
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where it was not asked for here or a moment ago,
     *     {@link ErrorCode#VALIDATION_FAILED} for the field {@code credential} where it is not what it should be
     */
    public NewPasskey made(Answers.Made answer, Place place) {
        return made(Challenge.Kind.MAKE, answer, place);
    }

    /** The same for one that an account is to begin with. */
    public NewPasskey begun(Answers.Made answer, Place place) {
        return made(Challenge.Kind.BEGIN, answer, place);
    }

    private NewPasskey made(Challenge.Kind kind, Answers.Made answer, Place place) {
        try {
            WebAuthn.ReadMade read = webauthn.get().read(answer);
            Challenge challenge = challenges
                    .open(kind, read.challenge(), place.text())
                    .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED));
            return webauthn.get().verified(read, challenge);
        } catch (Unverified refusal) {
            String sentence =
                    switch (refusal.reason()) {
                        case NOT_ALLOWED -> "This kind of passkey is not accepted here.";
                        case USER_NOT_VERIFIED -> USER_NOT_VERIFIED;
                        default -> "This passkey could not be verified.";
                    };
            throw Problem.invalid("credential", sentence).because(String.valueOf(refusal.getMessage()), refusal);
        }
    }

    /**
     * Keeps a passkey, once. The caller holds the account's row and has made sure that the account is the person's.
     *
     * @param name what its owner calls it; null for a name that suggests itself
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where it was made for another account or kept before,
     *     {@link ErrorCode#CONFLICT} where it is anybody's already or the account has as many as it may have. The transaction
     *     is not to be committed then.
     */
    public Passkey keep(Transaction transaction, UUID account, NewPasskey made, @Nullable String name, Origin from) {
        if (!made.challenge().account().equals(account) || !challenges.spend(transaction, made.challenge())) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("a passkey that was not asked for here, or not any more");
        }
        List<Passkey> others = needs.passkeys().ofAccount(transaction, account);
        if (others.size() >= settings.limit()) {
            throw Problem.of(ErrorCode.CONFLICT, "The account has as many passkeys as it may have.");
        }
        String chosen = PasskeyNames.chosen(name);
        String called = chosen == null ? PasskeyNames.suggested(made.aaguid(), from.userAgent(), others) : chosen;
        Passkey passkey = needs.passkeys()
                .insert(transaction, account, made, called)
                .orElseThrow(() -> Problem.of(ErrorCode.CONFLICT, "This passkey is registered already."));
        AuditEvent event = AuditEvent.success("passkey.added")
                .bySelf(account)
                .with("passkey", passkey.id().toString())
                .with("name", called)
                .with("model", passkey.aaguid().toString());
        needs.audit().record(transaction, event, from);
        return passkey;
    }

    /**
     * Verifies a signature of somebody of whom nothing was known.
     *
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where it was not asked for here, a moment ago, or has been used;
     *     {@link ErrorCode#INVALID_CREDENTIALS}, with {@value #UNKNOWN} where no passkey made it
     */
    public Signed signedIn(Answers.Signed answer, Place place, Origin from) {
        return signed(Challenge.Kind.SIGN_IN, Challenge.ANYBODY, answer, place, from);
    }

    /** The same of somebody who is to own this account, whose passkeys alone will do. */
    public Signed proven(UUID account, Answers.Signed answer, Place place, Origin from) {
        return signed(Challenge.Kind.PROVE, account, answer, place, from);
    }

    private Signed signed(Challenge.Kind kind, UUID account, Answers.Signed answer, Place place, Origin from) {
        Passkey passkey = null;
        try {
            WebAuthn.ReadSigned read = webauthn.get().read(answer);
            Challenge challenge = challenges
                    .open(kind, read.challenge(), place.text())
                    .filter(opened -> opened.account().equals(account))
                    .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED));
            boolean alone = kind == Challenge.Kind.SIGN_IN;
            passkey = needs.database()
                    .read(sql -> needs.passkeys().find(sql, answer.credentialId()))
                    .filter(found -> alone || found.account().equals(account))
                    .filter(found -> handled(found, answer.userHandle(), alone))
                    .orElse(null);
            Passkeys.Use use = webauthn.get().verified(read, challenge, passkey, alone);
            return used(passkey, challenge, use);
        } catch (Unverified refusal) {
            throw refused(passkey, account, refusal, from);
        }
    }

    /** Uses the challenge and notes the use, both or neither. */
    private Signed used(@Nullable Passkey passkey, Challenge challenge, Passkeys.Use use) throws Unverified {
        if (passkey == null) {
            throw new Unverified(Reason.UNTRUE, "no such passkey");
        }
        boolean further = needs.database().<Boolean>write(transaction -> {
            if (!challenges.spend(transaction, challenge)) {
                throw Problem.of(ErrorCode.FLOW_EXPIRED).because("a challenge that has been used");
            }
            return needs.passkeys().used(transaction, passkey, use);
        });
        if (!further) {
            throw new Unverified(Reason.CLONED, "the counter was as far meanwhile");
        }
        return new Signed(passkey.account(), passkey.id(), use.userVerified(), passkey.backupEligible());
    }

    /** Whether the authenticator keeps it under its account; one that was not told which to use has to say so. */
    private static boolean handled(Passkey passkey, byte @Nullable [] handle, boolean alone) {
        return handle == null ? !alone : Arrays.equals(handle, handle(passkey.account()));
    }

    private Problem refused(@Nullable Passkey passkey, UUID account, Unverified refusal, Origin from) {
        UUID whose = passkey == null ? account : passkey.account();
        String subject = whose.equals(Challenge.ANYBODY) ? null : whose.toString();
        String reason = refusal.reason().name().toLowerCase(Locale.ROOT);
        needs.database().write(transaction -> {
            AuditEvent event = AuditEvent.failure("signin.passkey").on(subject).with("reason", reason);
            needs.audit().record(transaction, event, from);
            if (refusal.reason() == Reason.CLONED && passkey != null) {
                AuditEvent cloned = AuditEvent.failure("passkey.cloned")
                        .on(subject)
                        .with("passkey", passkey.id().toString());
                needs.audit().record(transaction, cloned, from);
            }
            return null;
        });
        Problem problem = refusal.reason() == Reason.MALFORMED
                ? Problem.invalid("credential", "This passkey could not be verified.")
                : Problem.of(ErrorCode.INVALID_CREDENTIALS);
        boolean unknown = refusal.reason() == Reason.UNTRUE || refusal.reason() == Reason.BACKUP_STATE;
        return (unknown ? problem.saying(UNKNOWN, true) : problem)
                .because(String.valueOf(refusal.getMessage()), refusal);
    }

    /** What authenticators keep an account's passkeys under, in base64url. */
    public static String userHandle(UUID account) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(handle(account));
    }

    private static byte[] handle(UUID account) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(account.getMostSignificantBits())
                .putLong(account.getLeastSignificantBits())
                .array();
    }
}
