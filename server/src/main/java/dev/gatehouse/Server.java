package dev.gatehouse;

import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.feature.CookieOrBearer;
import dev.gatehouse.feature.Denials;
import dev.gatehouse.feature.RememberedCookie;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.apidocs.ApiDocsRoom;
import dev.gatehouse.feature.apidocs.ApiDocsSettings;
import dev.gatehouse.feature.audit.AuditRoom;
import dev.gatehouse.feature.health.HealthRoom;
import dev.gatehouse.feature.introspect.IntrospectRoom;
import dev.gatehouse.feature.keys.KeysRoom;
import dev.gatehouse.feature.logout.LogoutRoom;
import dev.gatehouse.feature.me.MeRoom;
import dev.gatehouse.feature.metrics.MetricsRoom;
import dev.gatehouse.feature.metrics.MetricsSettings;
import dev.gatehouse.feature.pages.PagesRoom;
import dev.gatehouse.feature.refresh.RefreshRoom;
import dev.gatehouse.feature.revoke.RevocationFeedRoom;
import dev.gatehouse.feature.revoke.RevokeRoom;
import dev.gatehouse.feature.roles.RolesRoom;
import dev.gatehouse.feature.setup.SetupRoom;
import dev.gatehouse.feature.signin.SigninRoom;
import dev.gatehouse.feature.token.TokenRoom;
import dev.gatehouse.feature.users.UsersRoom;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.BearerAuthenticator;
import dev.gatehouse.platform.http.HttpServer;
import dev.gatehouse.platform.http.HttpSettings;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.metrics.HttpTraffic;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.pages.Pages;
import dev.gatehouse.platform.pages.PagesSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A running server: the rooms of the domain, the features in front of them, and the listener in front of those. */
final class Server implements AutoCloseable {
    private final Rooms rooms;
    private final Routes routes;
    private final HttpServer listener;
    private final List<Runnable> endings;

    private Server(Rooms rooms, Routes routes, HttpServer listener, List<Runnable> endings) {
        this.rooms = rooms;
        this.routes = routes;
        this.listener = listener;
        this.endings = endings;
    }

    /**
     * Opens the database, builds everything and listens.
     *
     * @param additions what this run serves beside the server itself, such as the sample API in development
     * @throws IOException where the address cannot be listened on
     */
    static Server start(Values settings, InstantSource clock, List<Addition> additions) throws IOException {
        ServerSettings server = settings.room(ServerSettings.SETTINGS);
        Rooms rooms = Rooms.serving(settings, clock);
        List<Runnable> endings = new ArrayList<>();
        try {
            rooms.breaches.requireWhole();
            rooms.sweep();
            rooms.auditing.start();
            rooms.metrics.later(rooms::measure);
            rooms.passwords.prepare();
            rooms.seals.prepare();
            rooms.providers.prepare();
            rooms.administration.providers.endStrays();
            rooms.providers.whenChanged(rooms.administration.providers::endStrays);
            Routes routes = routes(rooms, settings, additions);
            CompletableFuture<Integer> port = new CompletableFuture<>();
            Addition.Host host = new Addition.Host(
                    server.publicUrl().toString(),
                    () -> server.address(port.join()),
                    rooms.revocations,
                    rooms.letters,
                    clock);
            additions.forEach(addition -> endings.add(addition.addTo(routes, host)));
            HttpServer listener = HttpServer.start(server.http(), routes, new HttpTraffic(rooms.metrics));
            rooms.metrics.later(metrics -> measure(listener, metrics));
            port.complete(listener.port());
            rooms.outbox.start();
            rooms.auditing.started(settings);
            return new Server(rooms, routes, listener, endings);
        } catch (IOException | RuntimeException failure) {
            endings.forEach(Runnable::run);
            rooms.close();
            throw failure;
        }
    }

    /** The port that it listens on. */
    int port() {
        return listener.port();
    }

    /** Everything that it answers. */
    Routes routes() {
        return routes;
    }

    Rooms rooms() {
        return rooms;
    }

    /** Finishes what has begun, then lets go of everything. */
    @Override
    public void close() {
        endings.forEach(Runnable::run);
        listener.close();
        rooms.close();
    }

    private static void measure(HttpServer listener, Metrics metrics) {
        metrics.gauge("gatehouse_http_connections", "Connections that clients have open.", listener::connections);
        metrics.gauges(
                "gatehouse_http_requests_in_flight",
                "Requests that are being handled, and those of routes where they may wait for long.",
                "kind",
                () -> Map.of("ordinary", (double) listener.inFlight(), "waiting", (double) listener.waiting()));
    }

    private static Routes routes(Rooms rooms, Values settings, List<Addition> additions) {
        ServerSettings server = settings.room(ServerSettings.SETTINGS);
        HttpSettings http = server.http();
        TokenDelivery delivery = new TokenDelivery(rooms.guard.verifier(), rooms.clock, http.publiclySecure());
        Routes routes = new Routes(new CookieOrBearer(rooms.guard, delivery))
                .telling(new Denials(rooms.database, rooms.audit, rooms.clock));
        new SigninRoom(
                        rooms.signing.passwordSignIn,
                        rooms.signing.directSignIns,
                        delivery,
                        new RememberedCookie(http.publiclySecure()))
                .addTo(routes);
        new TokenRoom(
                        rooms.signing.passwordSignIn,
                        rooms.signing.directSignIns,
                        rooms.signing.renewals,
                        delivery,
                        server.passwordGrant())
                .addTo(routes);
        new RefreshRoom(rooms.signing.renewals, delivery, new BearerAuthenticator(rooms.guard)).addTo(routes);
        boolean freshToEndAll = settings.room(SessionSettings.SETTINGS).freshToEndAll();
        new LogoutRoom(
                        rooms.database,
                        rooms.sessions,
                        rooms.revocations,
                        rooms.audit,
                        delivery,
                        freshToEndAll ? Optional.of(rooms.entrance.freshness) : Optional.empty())
                .addTo(routes);
        new MeRoom(rooms.database, rooms.roles).addTo(routes);
        new UsersRoom(rooms.database, rooms.accounts, rooms.roles, rooms.administration.accounts).addTo(routes);
        new AuditRoom(rooms.database, rooms.audit).addTo(routes);
        new RolesRoom(rooms.roles, rooms.administration.roles).addTo(routes);
        new KeysRoom(rooms.keys::published).addTo(routes);
        new IntrospectRoom(rooms.guard.verifier(), server.publicUrl().toString()).addTo(routes);
        new RevokeRoom(
                        rooms.database,
                        rooms.guard.verifier(),
                        rooms.refreshTokens,
                        rooms.sessions,
                        rooms.revocations,
                        rooms.limits,
                        rooms.audit)
                .addTo(routes);
        new RevocationFeedRoom(rooms.revocations).addTo(routes);
        new HealthRoom(rooms.database::ping).addTo(routes);
        new MetricsRoom(rooms.metrics, settings.room(MetricsSettings.SETTINGS)).addTo(routes);
        new FactorDoor(rooms).addApi(routes, settings, delivery);
        addPages(rooms, settings, additions, delivery, routes);
        return routes;
    }

    private static void addPages(
            Rooms rooms, Values settings, List<Addition> additions, TokenDelivery delivery, Routes routes) {
        String address = settings.room(ServerSettings.SETTINGS).publicUrl().toString();
        boolean docs = settings.room(ApiDocsSettings.SETTINGS).enabled();
        boolean sampleApi = additions.stream().anyMatch(SampleAddition.class::isInstance);
        boolean mocks = additions.stream()
                .anyMatch(addition -> addition instanceof MockProvidersAddition present && present.present());
        boolean inbox =
                additions.stream().anyMatch(addition -> addition instanceof InboxAddition added && added.present());
        List<String> descriptions = additions.stream()
                .flatMap(addition -> addition.descriptions().stream())
                .toList();
        Pages pages = new Pages(
                rooms.serviceName,
                settings.room(ServerSettings.SETTINGS).http().publiclySecure(),
                settings.room(PagesSettings.SETTINGS));
        new PagesRoom(
                        pages,
                        new PagesRoom.Start(address, docs, sampleApi, mocks, inbox),
                        () -> rooms.database.read(rooms.roles::hasAdministrator))
                .addTo(routes);
        Function<Request, String> language =
                request -> pages.context(request).texts().language().tag();
        FrontDoor door = new FrontDoor(rooms, settings, delivery, language);
        door.addAccount(routes);
        rooms.recovery.addTo(routes, rooms, settings, delivery, language);
        door.addFederation(routes, door.addPages(routes, pages));
        new SetupRoom(rooms.signing.registrations, pages, address).addTo(routes);
        new ApiDocsRoom(
                        new ApiDocsRoom.Needs(address, delivery.accessCookieName(), descriptions, routes::all, docs),
                        pages)
                .addTo(routes);
    }
}
