package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.verification.AddedProofs;
import dev.gatehouse.domain.verification.AddressMail;
import dev.gatehouse.domain.verification.EmailChanges;
import dev.gatehouse.domain.verification.GivenEmails;
import dev.gatehouse.domain.verification.KeptEmails;
import dev.gatehouse.domain.verification.MailedProofs;
import dev.gatehouse.domain.verification.PendingSignUps;
import dev.gatehouse.domain.verification.Reclaiming;
import dev.gatehouse.domain.verification.VerificationSettings;
import dev.gatehouse.domain.verification.Verifications;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.sql.Transaction;
import java.util.function.BiConsumer;

/** What the server decides about addresses and whose they are; built last, of all the other rooms. */
final class VerificationRooms {
    final Verifications verifications;
    final PendingSignUps signUps;
    final EmailChanges changes;
    final KeptEmails kept;
    final GivenEmails given;
    final Reclaiming reclaiming;

    /**
     * @param rooms all that come before these are there
     * @param recovering begins the recovery of an account
     */
    VerificationRooms(Rooms rooms, Values settings, BiConsumer<Transaction, Account> recovering) {
        VerificationSettings own = settings.room(VerificationSettings.SETTINGS);
        AddressMail mail = new AddressMail(
                rooms.letters,
                rooms.limits,
                own,
                settings.room(ServerSettings.SETTINGS).publicUrl().toString());
        AddedProofs added = new AddedProofs(rooms.factors.factors, rooms.identities, rooms.audit);
        reclaiming = new Reclaiming(new Reclaiming.Needs(
                rooms.accounts,
                rooms.passwords,
                rooms.sessions,
                rooms.identities,
                rooms.federation.givingWay,
                rooms.factors.factors,
                rooms.links,
                rooms.factors.codes,
                rooms.audit));
        verifications = new Verifications(new Verifications.Needs(
                rooms.database,
                rooms.accounts,
                rooms.roles,
                rooms.links,
                rooms.outbox,
                mail,
                rooms.federation.givingWay,
                reclaiming,
                rooms.audit,
                own));
        signUps = new PendingSignUps(new PendingSignUps.Needs(
                rooms.database,
                rooms.accounts,
                rooms.passwords,
                rooms.signing.registrations,
                rooms.passkeys.signUps,
                rooms.links,
                rooms.outbox,
                mail,
                rooms.limits,
                settings.room(SignInLimits.SETTINGS),
                rooms.audit,
                own));
        kept = new KeptEmails(new KeptEmails.Needs(
                rooms.database,
                rooms.accounts,
                rooms.passwords,
                rooms.sessions,
                rooms.revocations,
                rooms.links,
                mail,
                rooms.federation.givingWay,
                added,
                recovering::accept,
                rooms.audit,
                own,
                rooms.clock));
        MailedProofs mailed = new MailedProofs(rooms.links, rooms.factors.codes);
        given = new GivenEmails(kept, mailed, verifications, rooms.audit);
        changes = changes(rooms, mail, mailed, own);
    }

    private EmailChanges changes(Rooms rooms, AddressMail mail, MailedProofs mailed, VerificationSettings own) {
        return new EmailChanges(new EmailChanges.Needs(
                rooms.database,
                rooms.accounts,
                rooms.sessions,
                rooms.federation.links,
                rooms.factors.factors,
                rooms.secondFactors.rules,
                rooms.links,
                mailed,
                rooms.outbox,
                mail,
                verifications,
                kept,
                rooms.limits,
                rooms.audit,
                own));
    }
}
