package dev.gatehouse.domain.providers;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Listener;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers that there are: those of settings, and those that were added to the database. Where both have a name, the
 * settings hold. All are kept in memory, so that they can be asked for anywhere, also within a transaction; every node
 * reads them again when one is changed.
 */
public final class Providers implements ProviderDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);
    private static final String PURPOSE = "provider-secret";
    private static final int LONGEST_SECRET = 8_192;
    /** An announcement that never came is made up for by then. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private static final Comparator<Provider> AS_SHOWN = Comparator.<Provider>comparingInt(
                    provider -> rank(provider.preset()))
            .thenComparing(Provider::name);

    /**
     * What the room needs.
     *
     * @param background reads again what may have changed unheard
     */
    public record Needs(
            Database database, ProviderSettings settings, Seals seals, InstantSource clock, Executor background) {}

    /**
     * A provider, or what once was meant to be one.
     *
     * @param provider null where what is stored does not make one any more
     * @param stored whether it is in the database and not in settings
     * @param problems why it is none, or what an operator should know, a sentence each
     */
    public record Listed(String name, @Nullable Provider provider, boolean stored, List<String> problems) {
        public Listed {
            problems = List.copyOf(problems);
        }
    }

    /** A provider that was checked and can be kept: in a transaction nothing can be sealed any more. */
    public static final class Draft {
        private final Provider provider;
        private final StoredProvider row;
        private final @Nullable StoredProvider before;

        private Draft(Provider provider, StoredProvider row, @Nullable StoredProvider before) {
            this.provider = provider;
            this.row = row;
            this.before = before;
        }

        /** What it will be. */
        public Provider provider() {
            return provider;
        }
    }

    private final Database database;
    private final List<Provider> ofSettings;
    private final Seals seals;
    private final InstantSource clock;
    private final Executor background;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicReference<Instant> nextLook;
    private volatile @Nullable List<Listed> known;
    private volatile Runnable changed = () -> {};

    public Providers(Needs needs) {
        this.database = needs.database;
        this.ofSettings = needs.settings.providers();
        this.seals = needs.seals;
        this.clock = needs.clock;
        this.background = needs.background;
        this.nextLook = new AtomicReference<>(clock.instant().plus(LOOK_EVERY));
        database.subscribe(StoredProvider.CHANNEL, Listener.reloading(this::heard));
    }

    private static int rank(String preset) {
        return Presets.find(preset).map(Presets.ALL::indexOf).orElse(Presets.ALL.size());
    }

    /** Reads the database, so that nobody who asks has to wait for it. */
    public void prepare() {
        known();
    }

    /** From now on tells when other providers are enabled than before, however that was heard of. */
    public void whenChanged(Runnable then) {
        changed = then;
    }

    /** Whether a provider is enabled by what is written down at this moment; here it may not have been heard of yet. */
    public boolean enabledIn(Sql sql, String name) {
        return ofSettings.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .map(Provider::enabled)
                .orElseGet(() -> StoredProvider.find(sql, name)
                        .filter(StoredProvider::enabled)
                        .isPresent());
    }

    @Override
    public List<Provider> enabled() {
        return present().filter(Provider::enabled).sorted(AS_SHOWN).toList();
    }

    @Override
    public Optional<Provider> find(String name) {
        return present().filter(provider -> provider.name().equals(name)).findFirst();
    }

    /** Every provider and what was meant to be one, by name. */
    public List<Listed> all() {
        return known();
    }

    /** Whether settings name it, so that it cannot be changed here. */
    public boolean inSettings(String name) {
        return ofSettings.stream().anyMatch(provider -> provider.name().equals(name));
    }

    /**
     * Checks a new provider.
     *
     * @throws Misfits with a sentence for each thing that does not fit
     */
    public Draft draft(String name, Map<ProviderKey, String> given) {
        return draft(name, given, null);
    }

    /**
     * Checks a stored provider with changes; an empty text takes back what was given before.
     *
     * @return empty where no such provider is stored
     * @throws Misfits with a sentence for each thing that does not fit
     */
    public Optional<Draft> change(String name, Map<ProviderKey, String> changes) {
        return database.read(sql -> StoredProvider.find(sql, name)).map(before -> {
            Map<ProviderKey, String> given = new EnumMap<>(ProviderKey.class);
            given.putAll(before.given());
            given.put(ProviderKey.ENABLED, before.enabled() ? "on" : "off");
            if (before.sealedSecret() != null) {
                secret(before).ifPresent(secret -> given.put(before.secretKey(), secret));
            }
            String preset =
                    changes.getOrDefault(ProviderKey.PRESET, before.given().getOrDefault(ProviderKey.PRESET, name));
            Presets.find(preset)
                    .filter(now -> !now.takes(before.secretKey()))
                    .ifPresent(other -> given.remove(before.secretKey()));
            given.putAll(changes);
            return draft(name, given, before);
        });
    }

    /** Keeps a new one, or a changed one; false where another of that name came before, or it was changed meanwhile. */
    public boolean keep(Transaction transaction, Draft draft) {
        return draft.before == null ? draft.row.insert(transaction) : draft.row.replace(transaction, draft.before);
    }

    /** Lets people sign in with a stored provider or not; false where there is none. */
    public boolean enable(Transaction transaction, String name, boolean enabled) {
        return StoredProvider.enable(transaction, name, enabled, clock.instant());
    }

    /** Forgets a stored provider; false where there is none. */
    public boolean remove(Transaction transaction, String name) {
        return StoredProvider.remove(transaction, name);
    }

    private Draft draft(String name, Map<ProviderKey, String> given, @Nullable StoredProvider before) {
        Provider provider = DefinitionReader.read(name, given, "");
        Map<ProviderKey, String> open = new EnumMap<>(ProviderKey.class);
        String secret = null;
        for (Map.Entry<ProviderKey, String> entry : given.entrySet()) {
            String text = entry.getValue().strip();
            if (entry.getKey().secret()) {
                secret = text.isEmpty() ? secret : text;
            } else if (!text.isEmpty() && entry.getKey() != ProviderKey.ENABLED) {
                open.put(entry.getKey(), text);
            }
        }
        Instant now = clock.instant();
        StoredProvider row = new StoredProvider(
                name,
                open,
                secret == null ? null : seal(name, secret),
                provider.enabled(),
                before == null ? now : before.createdAt(),
                before == null || before.updatedAt().isBefore(now)
                        ? now
                        : before.updatedAt().plusMillis(1));
        if (row.definition().length() > StoredProvider.LONGEST) {
            throw new Misfits(List.of("What is said of " + name + " is too long to be kept: over 16 KiB together."));
        }
        return new Draft(provider, row, before);
    }

    private String seal(String name, String secret) {
        byte[] plain = secret.getBytes(StandardCharsets.UTF_8);
        if (plain.length > LONGEST_SECRET) {
            throw new Misfits(List.of("The secret of " + name + " is too long to be kept: over 8 KiB."));
        }
        return seals.seal(PURPOSE, plain, name.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> secret(StoredProvider row) {
        String sealed = row.sealedSecret();
        return sealed == null
                ? Optional.empty()
                : seals.open(PURPOSE, sealed, row.name().getBytes(StandardCharsets.UTF_8))
                        .map(plain -> new String(plain, StandardCharsets.UTF_8));
    }

    private Stream<Provider> present() {
        lookAgain();
        return known().stream().flatMap(listed -> Optional.ofNullable(listed.provider).stream());
    }

    private void lookAgain() {
        Instant now = clock.instant();
        Instant next = nextLook.get();
        if (!now.isBefore(next) && nextLook.compareAndSet(next, now.plus(LOOK_EVERY))) {
            background.execute(this::heard);
        }
    }

    /** What is not known yet is read by whoever asks first. */
    private void heard() {
        List<Listed> before = known;
        if (before == null) {
            return;
        }
        try {
            if (!names(reload()).equals(names(before))) {
                background.execute(changed);
            }
        } catch (RuntimeException failure) {
            LOG.warn("The providers could not be read again; tried again in a minute", failure);
        }
    }

    private static Set<String> names(List<Listed> among) {
        return among.stream()
                .filter(listed -> listed.provider != null && listed.provider.enabled())
                .map(Listed::name)
                .collect(Collectors.toSet());
    }

    private List<Listed> known() {
        List<Listed> now = known;
        return now == null ? reload() : now;
    }

    /** One at a time, so that the last to read is the last to say what it read. */
    private List<Listed> reload() {
        reading.lock();
        try {
            List<Listed> all = new ArrayList<>();
            ofSettings.forEach(provider -> all.add(new Listed(provider.name(), provider, false, List.of())));
            for (StoredProvider row : database.read(StoredProvider::all)) {
                Listed listed = listed(row);
                listed.problems.forEach(problem -> LOG.warn("The stored provider {}: {}", row.name(), problem));
                if (!inSettings(row.name())) {
                    all.add(listed);
                }
            }
            all.sort(Comparator.comparing(Listed::name));
            List<Listed> read = List.copyOf(all);
            known = read;
            return read;
        } finally {
            reading.unlock();
        }
    }

    private Listed listed(StoredProvider row) {
        if (inSettings(row.name())) {
            return new Listed(row.name(), null, true, List.of("it is named in the settings too, and those hold."));
        }
        Map<ProviderKey, String> given = new EnumMap<>(ProviderKey.class);
        given.putAll(row.given());
        given.put(ProviderKey.ENABLED, row.enabled() ? "on" : "off");
        if (row.sealedSecret() != null) {
            Optional<String> secret = secret(row);
            if (secret.isEmpty()) {
                return new Listed(
                        row.name(), null, true, List.of("its secret cannot be opened any more; give it again."));
            }
            given.put(row.secretKey(), secret.get());
        }
        try {
            return new Listed(row.name(), DefinitionReader.read(row.name(), given, ""), true, List.of());
        } catch (Misfits misfits) {
            return new Listed(row.name(), null, true, misfits.sentences());
        }
    }
}
