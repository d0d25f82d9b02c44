package dev.gatehouse.mocks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One mock provider: what a client must be told to use it, what it does to clients, and what they asked of it. Honest until
 * told otherwise. Safe for any number of threads.
 *
 * <p>It has one client. The first callback that comes with the client's id is the registered one from then on, unless
 * {@link #register} named some before.
 */
public final class MockProvider {
    /** The tenant that everybody is in, as Microsoft counts them. */
    public static final String TENANT = "6a4b1fd2-8c3e-4f5a-9b7d-2e1c0a9f8d76";

    /** The client's team at a provider that wants a signed secret. */
    public static final String TEAM_ID = "MOCKTEAM01";

    /** The id of the key that signs the client's secret. */
    public static final String KEY_ID = "MOCKKEY001";

    private final String name;
    private final Flavour flavour;
    private final Supplier<URI> base;
    private final InstantSource clock;
    private final MockKeys keys;
    private final ClientKey clientKey = new ClientKey();
    private final Map<Endpoint, Set<Mode>> modes = new EnumMap<>(Endpoint.class);
    private final Map<Endpoint, AtomicInteger> calls = new EnumMap<>(Endpoint.class);
    private final AtomicInteger inward = new AtomicInteger();
    private final Queue<Person> next = new ConcurrentLinkedQueue<>();
    private final Slowness slowness = new Slowness();
    private final Callbacks callbacks = new Callbacks();
    private final Authorization authorization;
    private final AtomicReference<@Nullable Instant> signedIn = new AtomicReference<>();

    MockProvider(String name, Flavour flavour, Supplier<URI> base, InstantSource clock) {
        this.name = name;
        this.flavour = flavour;
        this.base = base;
        this.clock = clock;
        this.keys = new MockKeys(flavour == Flavour.OPENID_CONNECT ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256);
        for (Endpoint endpoint : Endpoint.values()) {
            modes.put(endpoint, Set.of());
            calls.put(endpoint, new AtomicInteger());
        }
        this.authorization = new Authorization(this, clock);
    }

    /** As it stands in its addresses. */
    public String name() {
        return name;
    }

    public Flavour flavour() {
        return flavour;
    }

    public String clientId() {
        return "gatehouse-at-mock-" + name;
    }

    /** The client's secret; of no use where the flavour {@linkplain Flavour#wantsSignedSecret wants a signed one}. */
    public String clientSecret() {
        return "nobody-keeps-the-secret-of-mock-" + name;
    }

    /** The private key, PKCS #8 in PEM, that signs the client's secret where the flavour wants that. */
    public String clientPrivateKey() {
        return clientKey.pem();
    }

    /** Its issuer; with {@code {tenantid}} in it where the issuer of a token depends on the person's tenant. */
    public String issuer() {
        return flavour == Flavour.MICROSOFT ? address("/{tenantid}/v2.0") : address("");
    }

    /** The issuer in the ID tokens of everybody here. */
    public String tokenIssuer() {
        return issuer().replace("{tenantid}", TENANT);
    }

    /** Where its discovery document is; those that only speak OAuth 2 have none. */
    public URI discovery() {
        String tenant = flavour == Flavour.MICROSOFT ? "/common/v2.0" : "";
        return URI.create(address(tenant + "/.well-known/openid-configuration"));
    }

    public URI authorizationEndpoint() {
        return URI.create(address("/authorize"));
    }

    public URI tokenEndpoint() {
        return URI.create(address("/token"));
    }

    public URI userinfoEndpoint() {
        return URI.create(address("/userinfo"));
    }

    /** GitHub's list of addresses; others have none. */
    public URI emailsEndpoint() {
        return URI.create(address("/userinfo/emails"));
    }

    public URI keysEndpoint() {
        return URI.create(address("/keys"));
    }

    /**
     * What a Gatehouse is told to use it: the settings behind {@code providers.<name>.}. Where the real one is known by its
     * issuer alone, so is this one.
     */
    public Map<String, String> settings() {
        return settings(null);
    }

    /**
     * The same for a server that reaches it by another address than browsers do.
     *
     * @param behind takes the place of {@link MockProviders#base}; nothing is discovered then
     */
    public Map<String, String> settingsBehind(URI behind) {
        return settings(behind);
    }

    private Map<String, String> settings(@Nullable URI behind) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("preset", flavour.preset());
        settings.put("client_id", clientId());
        if (flavour.wantsSignedSecret()) {
            settings.put("apple_team_id", TEAM_ID);
            settings.put("apple_key_id", KEY_ID);
            settings.put("apple_private_key", clientPrivateKey());
        } else {
            settings.put("client_secret", clientSecret());
        }
        settings.put("issuer", issuer());
        if (behind != null || !flavour.discovered()) {
            String back = (behind == null ? base.get() : behind) + Routing.prefix(name);
            settings.put("authorization_endpoint", authorizationEndpoint().toString());
            settings.put("token_endpoint", back + "/token");
            if (flavour.hasUserinfo()) {
                String fields = flavour == Flavour.FACEBOOK ? "?fields=id,name,email,picture" : "";
                settings.put("userinfo_endpoint", back + "/userinfo" + fields);
            }
            if (flavour.returnsNonce()) {
                settings.put("jwks_uri", back + "/keys");
            }
            if (flavour == Flavour.GITHUB) {
                settings.put("emails_endpoint", back + "/userinfo/emails");
            }
        }
        return settings;
    }

    /** From now on it misbehaves in these ways and no others; without any it is honest. */
    public MockProvider behave(Mode... all) {
        return behave(EnumSet.allOf(Endpoint.class), all);
    }

    /** The same at this endpoint alone; elsewhere it is honest. */
    public MockProvider behaveAt(Endpoint only, Mode... all) {
        return behave(Set.of(only), all);
    }

    private MockProvider behave(Set<Endpoint> where, Mode... all) {
        Set<Mode> chosen = EnumSet.noneOf(Mode.class);
        Collections.addAll(chosen, all);
        boolean rotated = modes().contains(Mode.KEY_ROTATION);
        synchronized (modes) {
            modes.replaceAll((endpoint, before) -> where.contains(endpoint) ? Set.copyOf(chosen) : Set.of());
        }
        if (chosen.contains(Mode.KEY_ROTATION) && !rotated) {
            keys.rotate();
        }
        slowness.set(chosen.contains(Mode.SLOW));
        return this;
    }

    /** How it misbehaves somewhere. */
    public Set<Mode> modes() {
        Set<Mode> all = EnumSet.noneOf(Mode.class);
        synchronized (modes) {
            modes.values().forEach(all::addAll);
        }
        return all;
    }

    /**
     * Everybody has been signed in here since this time, and is asked to do so anew only where a client wants that; null for
     * people who sign in whenever they come, which is how it begins.
     */
    public MockProvider signedInSince(@Nullable Instant time) {
        signedIn.set(time);
        return this;
    }

    /** The registered callbacks are these and no others. */
    public MockProvider register(URI... redirectUris) {
        callbacks.register(redirectUris);
        return this;
    }

    /** Lets a new key sign from now on; the one before it stays published. */
    public void rotateKeys() {
        keys.rotate();
    }

    /** The next browser that is sent here comes back at once as this person, without a page; one call for each. */
    public MockProvider next(Person person) {
        next.add(person);
        return this;
    }

    /**
     * What the person's browser would bring back, without any browser: checks the authorization request as the page does.
     *
     * @throws IllegalArgumentException where the provider would show an error page instead of sending the person back
     */
    public Answer approve(URI authorizationUrl, Person person) {
        return authorization.answer(authorizationUrl, person);
    }

    /** The same for a person who refuses. */
    public Answer refuse(URI authorizationUrl) {
        return authorization.answer(authorizationUrl, null);
    }

    /** How often an endpoint was asked. */
    public int calls(Endpoint endpoint) {
        return counter(endpoint).get();
    }

    /** How often somebody followed it to a private address: a client that does has failed. */
    public int inwardCalls() {
        return inward.get();
    }

    boolean does(Mode mode) {
        return modes().contains(mode);
    }

    boolean doesAt(Endpoint endpoint, Mode mode) {
        synchronized (modes) {
            return modes.getOrDefault(endpoint, Set.of()).contains(mode);
        }
    }

    void called(Endpoint endpoint, boolean fromInside) {
        counter(endpoint).incrementAndGet();
        if (fromInside) {
            inward.incrementAndGet();
        }
    }

    @Nullable
    Person takeNext() {
        return next.poll();
    }

    /** Remembers the callback where none is registered; whether it may be used. */
    boolean takes(URI redirectUri) {
        return callbacks.take(redirectUri);
    }

    /** When somebody who comes with this request last signed in. */
    Instant signsIn(Ask ask) {
        Instant since = signedIn.get();
        Instant now = clock.instant();
        return since == null || flavour.asksAnew() && ask.wantsAnew(since, now) ? now : since;
    }

    Authorization authorization() {
        return authorization;
    }

    MockKeys keys() {
        return keys;
    }

    Slowness slowness() {
        return slowness;
    }

    InstantSource clock() {
        return clock;
    }

    ECKey clientKey() {
        return clientKey.key();
    }

    /** The same address by a private name, as if somebody were led there. */
    String inward(String path) {
        URI here = base.get();
        String port = here.getPort() < 0 ? "" : ":" + here.getPort();
        return here.getScheme() + "://127.0.0.1" + port + Routing.prefix(name) + path + "?inward=true";
    }

    String address(String path) {
        return base.get() + Routing.prefix(name) + path;
    }

    private AtomicInteger counter(Endpoint endpoint) {
        return Objects.requireNonNull(calls.get(endpoint));
    }

    /** The key of the client's signed secret, made when it is first needed. */
    private static final class ClientKey {
        private @Nullable ECKey key;

        synchronized ECKey key() {
            if (key == null) {
                key = (ECKey) new MockKeys(JWSAlgorithm.ES256).fresh(KEY_ID);
            }
            return key;
        }

        String pem() {
            try {
                byte[] pkcs8 = key().toPrivateKey().getEncoded();
                String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8);
                return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
