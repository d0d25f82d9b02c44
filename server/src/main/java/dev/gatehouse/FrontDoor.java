package dev.gatehouse;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.feature.CookieOrBearer;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowSteps;
import dev.gatehouse.feature.HandOver;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WrongLinks;
import dev.gatehouse.feature.federation.Arrivals;
import dev.gatehouse.feature.federation.CallbackRoom;
import dev.gatehouse.feature.federation.DepartureRoom;
import dev.gatehouse.feature.federation.ExchangeRoom;
import dev.gatehouse.feature.federation.LinkTickets;
import dev.gatehouse.feature.federation.LinksRoom;
import dev.gatehouse.feature.federation.Refusals;
import dev.gatehouse.feature.hosted.ContinueRoom;
import dev.gatehouse.feature.hosted.HostedDesk;
import dev.gatehouse.feature.hosted.HostedPages;
import dev.gatehouse.feature.hosted.LinkRoom;
import dev.gatehouse.feature.hosted.PasskeyProofRoom;
import dev.gatehouse.feature.hosted.SignInRoom;
import dev.gatehouse.feature.hosted.SignOutRoom;
import dev.gatehouse.feature.password.PasswordRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.Pages;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Adds the features of signing in on pages and through providers. */
final class FrontDoor {
    private final Rooms rooms;
    private final Entrance entrance;
    private final TokenDelivery delivery;
    private final SignInLimits rates;
    private final String publicUrl;
    private final boolean secure;
    private final FlowDesk desk;
    private final LinkTickets tickets;

    FrontDoor(Rooms rooms, Values settings, TokenDelivery delivery, Function<Request, String> language) {
        ServerSettings server = settings.room(ServerSettings.SETTINGS);
        this.rooms = rooms;
        this.entrance = rooms.entrance;
        this.delivery = delivery;
        this.rates = settings.room(SignInLimits.SETTINGS);
        this.publicUrl = server.publicUrl().toString();
        this.secure = server.http().publiclySecure();
        this.tickets = new LinkTickets(rooms.seals, rooms.clock);
        this.desk = new FlowDesk(new FlowDesk.Needs(
                rooms.database,
                entrance.flows,
                entrance.settings,
                rooms.browserSessions,
                entrance.pageSignIns,
                new FlowSteps(rooms.database, rooms.accounts, rooms.assurance),
                new HandOver(rooms.database, rooms.signIns, entrance.codes, delivery),
                entrance.freshness,
                secure,
                language,
                rooms.clock));
    }

    /** Adds what people do by the API with their own account. */
    void addAccount(Routes routes) {
        rooms.account.addTo(routes, delivery);

        new PasswordRoom(rooms.signing.passwordChange, entrance.passwordAddition, entrance.freshness).addTo(routes);
        rooms.passkeys.addTo(routes, delivery, entrance.freshness, rates);
    }

    /** Adds the routes under {@code /auth} that lead to providers and back. */
    void addFederation(Routes routes, Pagewise pages) {
        Refusals refusals = new Refusals(rooms.database, rooms.audit);
        Arrivals arrivals = new Arrivals(
                rooms.federation.accounts, rooms.federation.links, desk, rooms.limits, rates, refusals, rooms.clock);
        new DepartureRoom(new DepartureRoom.Needs(
                        rooms.providers,
                        rooms.upstream,
                        entrance.flows,
                        entrance.settings,
                        desk,
                        tickets,
                        rooms.limits,
                        rates,
                        pages,
                        publicUrl))
                .addTo(routes);
        new CallbackRoom(new CallbackRoom.Needs(
                        rooms.providers,
                        rooms.upstream,
                        entrance.flows,
                        desk,
                        arrivals,
                        refusals,
                        rooms.limits,
                        rates,
                        pages,
                        publicUrl))
                .addTo(routes);
        new ExchangeRoom(rooms.signIns, entrance.codes, delivery, rooms.limits, rates).addTo(routes);
        new LinksRoom(new LinksRoom.Needs(
                        rooms.database,
                        rooms.providers,
                        rooms.federation.links,
                        rooms.federation.access,
                        rooms.secondFactors.rules,
                        rooms.signing.passwordSignIn,
                        rooms.proofs,
                        desk,
                        entrance.settings,
                        entrance.freshness,
                        tickets,
                        rooms.limits,
                        rates,
                        publicUrl))
                .addTo(routes);
    }

    /** Adds the pages on which people sign in, sign up and out, and see their account; answers how they refuse. */
    Pagewise addPages(Routes routes, Pages templates) {
        WrongLinks wrong = new WrongLinks(rooms.limits, rates);
        HostedDesk hosted = new HostedDesk(new HostedPages(templates), desk, entrance.settings, rooms.providers, wrong);
        Function<UUID, Optional<Account>> find = id -> rooms.database.read(sql -> rooms.accounts.find(sql, id));
        ContinueRoom onward = new ContinueRoom(hosted, find);
        onward.addTo(routes);
        new SignInRoom(
                        hosted,
                        rooms.signing.passwordSignIn,
                        rooms.federation.links,
                        find,
                        onward,
                        rooms.recovery::offered)
                .addTo(routes);
        VerificationDoor verification = new VerificationDoor(rooms, new CookieOrBearer(rooms.guard, delivery), wrong);
        verification.addApi(routes, templates, delivery);
        verification.addPages(routes, hosted, onward, find);
        rooms.recovery.addPages(routes, hosted, rooms);
        new LinkRoom(new LinkRoom.Needs(
                        hosted,
                        rooms.federation.links,
                        rooms.federation.accounts,
                        rooms.providers,
                        rooms.signing.passwordSignIn,
                        rooms.secondFactors.rules,
                        rooms.database,
                        find,
                        rooms.clock))
                .addTo(routes);
        new FactorDoor(rooms).addSteps(routes, hosted, secure);
        new AccountPages(rooms, hosted, tickets::departure).addTo(routes);
        new PasskeyProofRoom(new PasskeyProofRoom.Needs(
                        hosted, rooms.passkeys.ceremonies, rooms.passkeys.seconds, rooms.limits, rates, rooms.clock))
                .addTo(routes);
        new SignOutRoom(hosted, find).addTo(routes);
        return hosted;
    }
}
