package dev.gatehouse.testing;

import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.MockProviders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server, and mock providers that it knows; all by one clock. */
public final class ProviderWorld implements AutoCloseable {
    /** A front end that a sign-in may return to. */
    public static final String FRONT_END = "https://app.example.com/signed-in";

    private final AtomicReference<@Nullable TestServer> server = new AtomicReference<>();
    private final MockProviders mocks;
    private final Map<Flavour, MockProvider> providers = new EnumMap<>(Flavour.class);

    /** @param settings more for the server, {@code name=value} */
    public ProviderWorld(TestDatabase on, List<Flavour> flavours, String... settings) {
        try {
            TestClock untilThen = new TestClock();
            mocks = MockProviders.start(() -> {
                TestServer running = server.get();
                return running == null ? untilThen.instant() : running.clock().instant();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> all =
                new ArrayList<>(List.of("outgoing.allow_private=localhost", "signin.return_to=" + FRONT_END));
        for (Flavour flavour : flavours) {
            MockProvider provider = mocks.add(flavour);
            providers.put(flavour, provider);
            provider.settings()
                    .forEach((key, value) -> all.add("providers." + provider.name() + "." + key + "=" + value));
        }
        Stream.of(settings).forEach(all::add);
        server.set(TestServer.mailing(on, all.toArray(String[]::new)));
    }

    /** With a Google and a GitHub. */
    public static ProviderWorld usual(TestDatabase on, String... settings) {
        return new ProviderWorld(on, List.of(Flavour.GOOGLE, Flavour.GITHUB), settings);
    }

    public TestServer server() {
        return Objects.requireNonNull(server.get());
    }

    public MockProvider google() {
        return provider(Flavour.GOOGLE);
    }

    public MockProvider github() {
        return provider(Flavour.GITHUB);
    }

    public MockProvider provider(Flavour flavour) {
        return Objects.requireNonNull(providers.get(flavour), flavour.name());
    }

    /** A browser that knows nothing yet. */
    public Surfer surfer() {
        return new Surfer(server());
    }

    @Override
    public void close() {
        server().close();
        mocks.close();
    }
}
