package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WrongLinks;
import dev.gatehouse.feature.email.EmailRoom;
import dev.gatehouse.feature.hosted.ContinueRoom;
import dev.gatehouse.feature.hosted.EmailLinkRoom;
import dev.gatehouse.feature.hosted.FinishSignUpRoom;
import dev.gatehouse.feature.hosted.HostedDesk;
import dev.gatehouse.feature.hosted.MailTickets;
import dev.gatehouse.feature.hosted.PasskeySignUpRoom;
import dev.gatehouse.feature.hosted.SignUpRoom;
import dev.gatehouse.feature.hosted.UnverifiedRoom;
import dev.gatehouse.feature.hosted.VerifyEmailRoom;
import dev.gatehouse.feature.passkeys.PasskeyAccountsRoom;
import dev.gatehouse.feature.signup.SignupRoom;
import dev.gatehouse.platform.http.Authenticator;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.Pages;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Adds the features of signing up, and of addresses: whose they are, and how they change. */
final class VerificationDoor {
    private final Rooms rooms;
    private final VerificationRooms verification;
    private final Authenticator callers;
    private final WrongLinks wrong;

    VerificationDoor(Rooms rooms, Authenticator callers, WrongLinks wrong) {
        this.callers = callers;
        this.wrong = wrong;
        this.rooms = rooms;
        this.verification = rooms.verification;
    }

    /** Adds the API. */
    void addApi(Routes routes, Pages pages, TokenDelivery delivery) {
        Function<Request, String> language =
                request -> pages.context(request).texts().language().tag();
        new SignupRoom(rooms.signing.registrations, verification.signUps, verification.verifications::demand, language)
                .addTo(routes);
        new PasskeyAccountsRoom(new PasskeyAccountsRoom.Needs(
                        rooms.passkeys.signUps,
                        verification.signUps,
                        verification.verifications::demand,
                        rooms.signing.directSignIns,
                        delivery,
                        wrong,
                        language))
                .addTo(routes);
        new EmailRoom(new EmailRoom.Needs(
                        verification.verifications,
                        verification.signUps,
                        verification.changes,
                        verification.kept,
                        rooms.signing.passwordSignIn,
                        rooms.entrance.freshness,
                        callers,
                        wrong,
                        language))
                .addTo(routes);
    }

    /** Adds the pages. */
    void addPages(Routes routes, HostedDesk hosted, ContinueRoom onward, Function<UUID, Optional<Account>> find) {
        MailTickets tickets = new MailTickets(rooms.seals);
        SignUpRoom signUps = new SignUpRoom(new SignUpRoom.Needs(
                hosted,
                rooms.signing.registrations,
                verification.signUps,
                verification.verifications::demand,
                rooms.signing.passwordSignIn,
                onward));
        signUps.addTo(routes);
        new PasskeySignUpRoom(hosted, signUps, rooms.passkeys.signUps, rooms.passkeys.ceremonies).addTo(routes);
        VerifyEmailRoom verifying = new VerifyEmailRoom(new VerifyEmailRoom.Needs(
                hosted,
                verification.verifications,
                verification.signUps,
                rooms.signing.passwordSignIn,
                rooms.federation.links,
                tickets));
        verifying.addTo(routes);
        new FinishSignUpRoom(hosted, verifying, verification.signUps).addTo(routes);
        new UnverifiedRoom(hosted, verification.verifications, find).addTo(routes);
        new EmailLinkRoom(hosted, verification.changes, verification.kept, tickets).addTo(routes);
    }
}
