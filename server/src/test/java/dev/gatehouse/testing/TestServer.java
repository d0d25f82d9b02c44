package dev.gatehouse.testing;

import dev.gatehouse.CommandInProcess;
import dev.gatehouse.ServerInProcess;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseSettings;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The real server in this process, on a free port and a database of its own, with a clock that the test moves. Hashing is
 * cheap, there are no limits, and other hosts may take long, unless a test sets them.
 *
 * <pre>{@code
 * @OnEveryDatabase
 * void somethingHolds(TestDatabase on) {
 *     try (TestServer server = TestServer.on(on, "limits.login=5/minute")) {
 *         Tokens ada = server.person();
 *         ada.api().get("/users/me").expect(200);
 *     }
 * }
 * }</pre>
 *
 * Where the tests of a class can share one, {@link OnEveryServer} is cheaper.
 */
public final class TestServer implements AutoCloseable {
    /** What clients reach it by, as the server believes; the issuer of its tokens. */
    public static final String PUBLIC_URL = "http://localhost:8000";

    /** The password of everybody whom this class makes. */
    public static final String PASSWORD = "seven brown otters";

    private static final Map<String, String> USUAL = Map.ofEntries(
            Map.entry("host", "127.0.0.1"),
            Map.entry("port", "0"),
            Map.entry("public_url", PUBLIC_URL),
            Map.entry("passwords.argon2", "m=7168,t=1,p=1"),
            Map.entry("outgoing.timeout", "1m"),
            Map.entry("outgoing.connect_timeout", "1m"),
            Map.entry("limits.login", "off"),
            Map.entry("limits.login_address", "off"),
            Map.entry("limits.signup", "off"),
            Map.entry("limits.recovery", "off"),
            Map.entry("limits.recovery_address", "off"),
            Map.entry("limits.mail_sign_in", "off"),
            Map.entry("limits.mail_sign_in_address", "off"),
            Map.entry("limits.mail_account", "off"),
            Map.entry("limits.refresh", "off"),
            Map.entry("limits.provider", "off"),
            Map.entry("limits.exchange", "off"),
            Map.entry("limits.second_factor", "off"),
            Map.entry("limits.second_factor_address", "off"),
            Map.entry("limits.second_factor_mail", "off"),
            Map.entry("attempts.free", "1000000"));
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** What to run. */
    private interface Command {
        ServerInProcess start(Map<String, String> settings, InstantSource clock);
    }

    private final Command command;
    private final Map<String, String> settings;
    private final TestClock clock;
    private Map<String, String> always = Map.of();
    private final Deque<Runnable> afterwards = new ArrayDeque<>();
    private ServerInProcess running;
    private @Nullable Mailbox mailbox;

    private TestServer(Command command, Map<String, String> settings, TestClock clock) {
        this.command = command;
        this.settings = settings;
        this.clock = clock;
        this.running = command.start(settings, clock);
    }

    /** Starts on this database, which stays the caller's to close. Settings are {@code name=value}. */
    public static TestServer on(TestDatabase database, String... settings) {
        return on(ServerInProcess::start, database, settings);
    }

    /** The same with the sample API beside it, as {@code dev} has. */
    public static TestServer dev(TestDatabase database, String... settings) {
        return on(ServerInProcess::dev, database, settings);
    }

    /**
     * Starts on this database with a mail server that keeps every letter; see {@link #letterTo}.
     */
    public static TestServer mailing(TestDatabase database, String... settings) {
        Mailbox mailbox = new Mailbox();
        TestServer server = on(
                ServerInProcess::start,
                database,
                Stream.concat(mailbox.settings().stream(), Stream.of(settings)).toArray(String[]::new));
        server.read(mailbox);
        return server;
    }

    /** From now on letters are read there; it is closed with this server. */
    void read(Mailbox from) {
        mailbox = from;
        afterwards.push(from::close);
    }

    private static TestServer on(Command command, TestDatabase database, String... settings) {
        Path own = TestDatabases.emptyDirectory();
        Map<String, String> all = new LinkedHashMap<>(USUAL);
        DatabaseSettings where = database.settings();
        if (where.url() == null) {
            all.put("data", where.dataDirectory().toString());
        } else {
            all.put("data", own.toString());
            all.put("database.url", where.url());
            all.put("database.user", Objects.requireNonNull(where.user()));
            all.put("database.password", Objects.requireNonNull(where.password()));
        }
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            all.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        TestServer server = new TestServer(command, all, new TestClock());
        server.afterwards.push(() -> TestDatabases.delete(own));
        return server;
    }

    /** Another node on the same PostgreSQL database with the same clock; closed with this one. */
    public TestServer secondNode() {
        if (!settings.containsKey("database.url")) {
            throw new IllegalStateException("an SQLite file has one server");
        }
        TestServer other = new TestServer(command, settings, clock);
        afterwards.push(other::close);
        return other;
    }

    /** Stops, and starts again on the same data with the same clock; on another port. */
    public void restart() {
        running.close();
        running = command.start(settings, clock);
    }

    /** The same with other settings from now on, {@code name=value}. */
    public void restart(String... others) {
        for (String setting : others) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        restart();
    }

    /** The same without the settings that begin so. */
    public void restartWithout(String beginning) {
        settings.keySet().removeIf(name -> name.startsWith(beginning));
        restart();
    }

    /** A client that nobody knows. */
    public Api api() {
        Api api = new Api(running.port());
        for (Map.Entry<String, String> header : always.entrySet()) {
            api = api.with(header.getKey(), header.getValue());
        }
        return api;
    }

    /** From now on every client sends these headers, also after a restart. */
    public void everybodySends(Map<String, String> headers) {
        always = Map.copyOf(headers);
    }

    public int port() {
        return running.port();
    }

    public TestClock clock() {
        return clock;
    }

    public Routes routes() {
        return running.routes();
    }

    /** The providers as this server knows them at this moment. */
    public ProviderDirectory providers() {
        return running.providers();
    }

    /** Posts a letter, as a feature does. */
    public void post(Letter letter) {
        running.post(letter);
    }

    /** Does what is to be done after requests, such as sending letters. */
    public void settle() {
        if (!running.settle()) {
            throw new AssertionError("the outbox does not come to an end");
        }
    }

    /** The mail server of {@link #mailing}. */
    public Mailbox mailbox() {
        return Objects.requireNonNull(mailbox, "start it with TestServer.mailing");
    }

    /** The newest letter to this address, once all that are due have been sent; fails where there is none. */
    public Mail letterTo(String address) {
        settle();
        return mailbox().newestTo(address);
    }

    /** The only letter to this address with this subject, once all that are due have been sent. */
    public Mail letterTo(String address, String subject) {
        List<Mail> fitting = lettersTo(address).stream()
                .filter(mail -> mail.subject().equals(subject))
                .toList();
        if (fitting.size() != 1) {
            throw new AssertionError(fitting.size() + " letters \"" + subject + "\" to " + address + " among "
                    + lettersTo(address).stream().map(Mail::subject).toList());
        }
        return fitting.getFirst();
    }

    /** All letters to this address, the oldest first, once all that are due have been sent. */
    public List<Mail> lettersTo(String address) {
        settle();
        return mailbox().to(address);
    }

    /** Lets a new key sign from now on. */
    public void rotateKeys() {
        running.rotateKeys();
    }

    /** Runs a command beside this server, on the same data and by the same clock. */
    public CommandInProcess.Ran command(String... arguments) {
        return commandWith("", arguments);
    }

    /** The same with something on standard input. */
    public CommandInProcess.Ran commandWith(String input, String... arguments) {
        return CommandInProcess.run(settings, Path.of(settings.get("data")), clock, input, arguments);
    }

    /** The same with its output where a test can read it while the command runs, until its thread is interrupted. */
    public CommandInProcess.Ran following(StringWriter out, String... arguments) {
        return CommandInProcess.run(settings, Path.of(settings.get("data")), clock, "", out, arguments);
    }

    /** What no client can see. */
    public Database database() {
        return running.database();
    }

    /** A user name that no other test has. */
    public static String freshName(String beginning) {
        return beginning + NAMES.incrementAndGet();
    }

    /** Signs up with this user name and {@link #PASSWORD}; answers the account's id. */
    public String signUp(String name) {
        Reply reply = api().post("/auth/signup", Map.of("username", name, "password", PASSWORD))
                .expect(201);
        return Objects.requireNonNull(reply.text("id"));
    }

    /** Signs in with {@link #PASSWORD}. */
    public Tokens signIn(String name) {
        return tokens(
                name,
                api().post("/auth/login", Map.of("username", name, "password", PASSWORD))
                        .expect(200));
    }

    /** Somebody new, signed in. */
    public Tokens person() {
        String name = freshName("person");
        signUp(name);
        return signIn(name);
    }

    /** A new administrator, signed in. */
    public Tokens admin() {
        return member("admin");
    }

    /** Somebody new with this one role, signed in. */
    public Tokens member(String role) {
        String name = freshName(role);
        running.createAccount(name, null, PASSWORD, role);
        return signIn(name);
    }

    /** What an answer with tokens says. */
    public Tokens tokens(String name, Reply reply) {
        String access = Objects.requireNonNull(reply.text("access_token"));
        String id = Objects.requireNonNullElse(reply.text("user.id"), "");
        return new Tokens(
                name, id, access, Objects.requireNonNullElse(reply.text("refresh_token"), ""), api().bearer(access));
    }

    @Override
    public void close() {
        running.close();
        afterwards.forEach(Runnable::run);
    }

    @Override
    public String toString() {
        return settings.containsKey("database.url") ? "PostgreSQL" : "SQLite";
    }
}
