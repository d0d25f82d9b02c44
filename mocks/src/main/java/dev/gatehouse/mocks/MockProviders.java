package dev.gatehouse.mocks;

import dev.gatehouse.platform.http.HttpServer;
import dev.gatehouse.platform.http.HttpSettings;
import dev.gatehouse.platform.http.Routes;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mock providers beside each other, under {@code /mock/{name}}: with a listener of their own ({@link #start}) or among the
 * routes of a server ({@link #at}, {@link #addTo}).
 *
 * <pre>{@code
 * try (MockProviders mocks = MockProviders.start()) {
 *     MockProvider google = mocks.add(Flavour.GOOGLE);
 *     // tell the client google.issuer(), google.clientId() and google.clientSecret(), let it make an authorization URL
 *     Answer answer = google.approve(authorizationUrl, Person.ADA);
 *     // and bring it answer.uri()
 * }
 * }</pre>
 */
public final class MockProviders implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    private record Running(MockProvider provider, BackChannel back) {}

    private final Supplier<URI> base;
    private final InstantSource clock;
    private final Map<String, Running> providers = new ConcurrentSkipListMap<>();
    private final AtomicBoolean maryMoved = new AtomicBoolean();
    private @Nullable HttpServer listener;

    private MockProviders(Supplier<URI> base, InstantSource clock) {
        this.base = base;
        this.clock = clock;
    }

    /**
     * Listens on a free port of this machine, reached as {@code http://localhost:port}.
     *
     * @throws IOException where nothing can be listened on
     */
    public static MockProviders start() throws IOException {
        return start(InstantSource.system());
    }

    /** The same by another clock. */
    public static MockProviders start(InstantSource clock) throws IOException {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        MockProviders mocks = new MockProviders(() -> URI.create("http://localhost:" + port.join()), clock);
        Routes routes = new Routes(request -> {
            throw new IllegalStateException("nothing here asks who calls");
        });
        mocks.addTo(routes);
        HttpSettings settings = HttpSettings.of(URI.create("http://localhost")).listeningOn("127.0.0.1", 0);
        HttpServer listener = HttpServer.start(settings, routes);
        port.complete(listener.port());
        mocks.listener = listener;
        return mocks;
    }

    /** Without a listener, for {@link #addTo}; {@code base} is what that server is reached by, without a slash at the end. */
    public static MockProviders at(URI base, InstantSource clock) {
        return new MockProviders(() -> base, clock);
    }

    /** Adds every address of the providers that there are, and of those that are added later. */
    public void addTo(Routes routes) {
        new Routing(this).addTo(routes);
    }

    /** What they are reached by, without a slash at the end. */
    public URI base() {
        return base.get();
    }

    /** One more, named as its flavour in lower case with hyphens, such as {@code openid-connect}. */
    public MockProvider add(Flavour flavour) {
        return add(flavour.name().toLowerCase(Locale.ROOT).replace('_', '-'), flavour);
    }

    /**
     * One more.
     *
     * @param name 1 to 32 of {@code a-z 0-9 -}
     * @throws IllegalArgumentException where there is one of that name, or it does not fit
     */
    public MockProvider add(String name, Flavour flavour) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a provider's name is 1 to 32 of a-z 0-9 -: " + name);
        }
        MockProvider provider = new MockProvider(name, flavour, base, clock);
        if (providers.putIfAbsent(name, new Running(provider, new BackChannel(provider))) != null) {
            throw new IllegalArgumentException("there is a mock provider named " + name);
        }
        return provider;
    }

    /**
     * The provider of that name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public MockProvider provider(String name) {
        MockProvider provider = find(name);
        if (provider == null) {
            throw new IllegalArgumentException("there is no mock provider named " + name);
        }
        return provider;
    }

    /** Whether Mary has her other address on the pages. */
    public void moveMary(boolean moved) {
        maryMoved.set(moved);
    }

    /** Whom the pages offer, as they are now. */
    public List<Person> people() {
        List<Person> people = new ArrayList<>(List.of(Person.ADA, Person.GRACE, Person.LINUS));
        people.add(maryMoved.get() ? Person.MARY_MOVED : Person.MARY);
        people.add(Person.EVE);
        return people;
    }

    /** Lets go of whoever waits, and ends the listener where it has one. */
    @Override
    public void close() {
        all().forEach(provider -> provider.slowness().set(false));
        if (listener != null) {
            listener.close();
        }
    }

    Collection<MockProvider> all() {
        return providers.values().stream().map(Running::provider).toList();
    }

    @Nullable
    MockProvider find(String name) {
        Running running = providers.get(name);
        return running == null ? null : running.provider();
    }

    @Nullable
    BackChannel backChannel(String name) {
        Running running = providers.get(name);
        return running == null ? null : running.back();
    }

    /** Whom an id or an address means; null where nobody. */
    @Nullable
    Person person(String hint) {
        return people().stream()
                .filter(person -> person.isMeantBy(hint))
                .findFirst()
                .orElse(null);
    }
}
