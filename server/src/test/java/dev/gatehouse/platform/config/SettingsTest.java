package dev.gatehouse.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where settings come from, which of them wins, and what an operator reads where they do not fit. */
class SettingsTest {
    private record Tokens(Duration access, Duration refresh, Optional<Secret> key, Map<String, Duration> byMethod) {
        Tokens {
            if (access.compareTo(refresh) > 0) {
                throw new IllegalArgumentException("tokens.access.ttl is longer than tokens.refresh.ttl");
            }
        }
    }

    private static final Setting<Duration> ACCESS = Setting.duration("tokens.access.ttl", "15m", "Life.");
    private static final Setting<Duration> REFRESH = Setting.duration("tokens.refresh.ttl", "7d", "Life.");
    private static final Setting<Optional<Secret>> KEY = Setting.secret("tokens.key", "A shared secret.");
    private static final SettingFamily<Duration> BY_METHOD =
            SettingFamily.of(Setting.duration("tokens.access.ttl.<method>", "", "Life by method."));
    private static final Setting<String> ARGON2 = Setting.text("passwords.argon2", "m=65536,t=3,p=4", "Cost.");
    private static final Setting<Integer> PORT = Setting.integer("http.port", 8000, 0, 65535, "Port.");
    private static final RoomSettings<Tokens> TOKENS = RoomSettings.of(
            "Tokens",
            List.of(ACCESS, REFRESH, KEY, BY_METHOD),
            values -> new Tokens(values.get(ACCESS), values.get(REFRESH), values.get(KEY), values.all(BY_METHOD)));
    private static final RoomSettings<Integer> HTTP =
            RoomSettings.of("HTTP", List.of(PORT, ARGON2), values -> values.get(PORT));
    private static final SettingFamily<String> DOOR_COLOUR =
            SettingFamily.of(Setting.text("doors.<door>.colour", "", "Colour."));
    private static final SettingFamily<Secret> DOOR_KEY =
            SettingFamily.of(Setting.of("doors.<door>.key", Secret::new, "a secret text", "", "Key.")
                    .masked());
    private static final SettingFamily<Secret> DOOR_SPARE_KEY =
            SettingFamily.of(Setting.of("doors.<door>.spare_key", Secret::new, "a secret text", "", "Another key.")
                    .masked());
    private static final Catalogue DOORS = new Catalogue(
            List.of(RoomSettings.of("Doors", List.of(DOOR_COLOUR, DOOR_KEY, DOOR_SPARE_KEY), values -> "")));
    private static final Catalogue CATALOGUE = new Catalogue(List.of(TOKENS, HTTP));

    @TempDir
    private Path folder;

    private final Map<String, String> flags = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private Values values() {
        Settings.Loaded loaded = Settings.load(CATALOGUE, flags, environment, folder);
        assertThat(loaded).isInstanceOf(Values.class);
        return (Values) loaded;
    }

    private List<String> problems() {
        Settings.Loaded loaded = Settings.load(CATALOGUE, flags, environment, folder);
        assertThat(loaded).isInstanceOf(SettingsProblems.class);
        return ((SettingsProblems) loaded).lines();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String origin(Setting<?> setting) {
        return values().listing().stream()
                .filter(listed -> listed.name().equals(setting.name()))
                .findFirst()
                .orElseThrow()
                .origin();
    }

    @Test
    void aSourceWinsOverTheOnesBelowIt() throws IOException {
        assertThat(values().get(PORT)).isEqualTo(8000);
        assertThat(origin(PORT)).isEqualTo("default");
        write("my.conf", "http.port=1");
        environment.put("GATEHOUSE_CONFIG", "my.conf");
        assertThat(values().get(PORT)).isEqualTo(1);
        assertThat(origin(PORT)).isEqualTo("file my.conf");
        write(".env", "GATEHOUSE_HTTP_PORT=2");
        assertThat(values().get(PORT)).isEqualTo(2);
        assertThat(origin(PORT)).isEqualTo(".env");
        environment.put("GATEHOUSE_HTTP_PORT", "3");
        assertThat(values().get(PORT)).isEqualTo(3);
        assertThat(origin(PORT)).isEqualTo("environment");
        flags.put("http.port", "4");
        assertThat(values().get(PORT)).isEqualTo(4);
        assertThat(origin(PORT)).isEqualTo("flag");
    }

    @Test
    void aCommandsOwnDefaultWinsOnlyOverTheDefault() throws IOException {
        Map<String, String> defaults = Map.of("http.port", "9");
        Values values = (Values) Settings.load(CATALOGUE, flags, environment, folder, defaults);
        assertThat(values.get(PORT)).isEqualTo(9);
        write(".env", "GATEHOUSE_HTTP_PORT=2");
        values = (Values) Settings.load(CATALOGUE, flags, environment, folder, defaults);
        assertThat(values.get(PORT)).isEqualTo(2);
    }

    @Test
    void readsFilesWithCommentsQuotesAndEqualsSigns() throws IOException {
        write(".env", """
                # for everybody
                PATH_OF_ANOTHER_PROGRAM
                export GATEHOUSE_HTTP_PORT = "81"
                GATEHOUSE_TOKENS_KEY='it is # secret'
                """);
        write("conf", "\n  # costs\n passwords.argon2 = m=65536,t=3,p=4 \ntokens.access.ttl=1h30m\n");
        flags.put("config", "conf");
        Values values = values();
        assertThat(values.get(PORT)).isEqualTo(81);
        assertThat(values.get(KEY)).contains(new Secret("it is # secret"));
        assertThat(values.get(ARGON2)).isEqualTo("m=65536,t=3,p=4");
        assertThat(values.room(TOKENS).access()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void readsSecretsFromFilesInEverySource() throws IOException {
        write("key", "  hunter2 \r\n");
        write("conf", "tokens.key.file=key");
        Secret expected = new Secret("  hunter2 ");
        flags.put("config", "conf");
        assertThat(values().get(KEY)).contains(expected);
        flags.clear();
        write(".env", "GATEHOUSE_TOKENS_KEY_FILE=key");
        assertThat(values().get(KEY)).contains(expected);
        write(".env", "");
        environment.put("GATEHOUSE_TOKENS_KEY_FILE", folder.resolve("key").toString());
        assertThat(values().get(KEY)).contains(expected);
    }

    @Test
    void trimsOneLineBreakOnlyFromASecretsFile() throws IOException {
        write("key", "hunter2\n\n");
        environment.put("GATEHOUSE_TOKENS_KEY_FILE", "key");
        assertThat(values().get(KEY)).contains(new Secret("hunter2\n"));
    }

    @Test
    void refusesASecretGivenTwoWaysInOneSourceButNotInTwo() throws IOException {
        write("key", "hunter2");
        environment.put("GATEHOUSE_TOKENS_KEY_FILE", "key");
        write(".env", "GATEHOUSE_TOKENS_KEY=other");
        assertThat(values().get(KEY)).contains(new Secret("hunter2"));
        environment.put("GATEHOUSE_TOKENS_KEY", "third");
        assertThat(problems())
                .containsExactly("tokens.key: given twice, as GATEHOUSE_TOKENS_KEY and as GATEHOUSE_TOKENS_KEY_FILE"
                        + " (environment); allowed: one of them");
    }

    @Test
    void refusesFilesOfSecretsThatAreAbsentEmptyOrOverLong() throws IOException {
        for (String name : List.of("absent", "empty", "long", ".", "a\0b")) {
            write("empty", "\n");
            write("long", "x".repeat(64 * 1024 + 1));
            environment.put("GATEHOUSE_TOKENS_KEY_FILE", name);
            assertThat(problems()).singleElement().asString().startsWith("tokens.key: given the file ");
        }
        write("long", "x".repeat(64 * 1024));
        environment.put("GATEHOUSE_TOKENS_KEY_FILE", "long");
        assertThat(values().get(KEY)).isPresent();
    }

    @Test
    void reportsEverythingThatIsWrongAtOnce() throws IOException {
        flags.put("http.prot", "1");
        environment.put("GATEHOUSE_HTTP_PORT", "65536");
        environment.put("GATEHOUSE_HTTP_PORT_FILE", "x");
        environment.put("GATEHOUSE_TOKENS_ACESS_TTL", "1m");
        write(".env", "GATEHOUSE_ENTIRELY_ELSEWHERE=1\nGATEHOUSE_TOKENS_KEY: hunter2\n");
        environment.put("GATEHOUSE_CONFIG", "conf");
        write(
                "conf",
                "config=other\ntokens.access.ttl=15 min\u0007utes\ntokens.access.ttl.oauth=x\nhttp.port=1\nhttp.port=2");
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "http.prot (flag): there is no such setting; did you mean http.port?",
                        "http.port: given \"65536\" as GATEHOUSE_HTTP_PORT (environment); allowed: a whole number from"
                                + " 0 to 65535",
                        "GATEHOUSE_HTTP_PORT_FILE (environment): there is no such setting; only secrets are given as a"
                                + " file",
                        "GATEHOUSE_TOKENS_ACESS_TTL (environment): there is no such setting; did you mean"
                                + " GATEHOUSE_TOKENS_ACCESS_TTL?",
                        "GATEHOUSE_ENTIRELY_ELSEWHERE (.env): there is no such setting; ./gatehouse settings lists"
                                + " them",
                        ".env line 2: not of the form name=value; allowed: name=value, or a comment after #",
                        "conf line 5: http.port is given twice; allowed: once",
                        "config: given in config (file conf); allowed: flag or environment",
                        "tokens.access.ttl: given \"15 min?utes\" as tokens.access.ttl (file conf); allowed: a time"
                                + " such as 30s, 15m, 1h30m, 7d or PT15M, from 1s to 3650d",
                        "tokens.access.ttl.oauth: given \"x\" as tokens.access.ttl.oauth (file conf); allowed: a time"
                                + " such as 30s, 15m, 1h30m, 7d or PT15M, from 1s to 3650d");
    }

    @Test
    void collectsWhatARoomSaysWithTheOtherProblems() {
        flags.put("tokens.access.ttl", "8d");
        flags.put("http.port", "x");
        assertThat(problems())
                .hasSize(2)
                .contains("tokens.access.ttl is longer than tokens.refresh.ttl")
                .anyMatch(line -> line.startsWith("http.port: given \"x\""));
    }

    @Test
    void showsASecretNeitherInProblemsNorInTheListing() throws IOException {
        Setting<Integer> pin = Setting.integer("door.pin", 1, 1, 9, "Pin.").masked();
        Catalogue catalogue =
                new Catalogue(List.of(RoomSettings.of("Door", List.of(pin, KEY), values -> values.get(pin))));
        environment.put("GATEHOUSE_DOOR_PIN", "1234");
        SettingsProblems problems = (SettingsProblems) Settings.load(catalogue, flags, environment, folder);
        assertThat(problems.lines())
                .containsExactly("door.pin: given •••• as GATEHOUSE_DOOR_PIN (environment); allowed: a whole number"
                        + " from 1 to 9");
        environment.put("GATEHOUSE_DOOR_PIN", "7");
        Values values = (Values) Settings.load(catalogue, flags, environment, folder);
        assertThat(values.listing())
                .containsExactly(
                        new Values.Listed("config", "(not set)", "default"),
                        new Values.Listed("door.pin", "••••", "environment"),
                        new Values.Listed("tokens.key", "(not set)", "default"));
    }

    @Test
    void readsTheMembersOfAFamily() {
        environment.put("GATEHOUSE_TOKENS_ACCESS_TTL_MY_PROVIDER", "5m");
        flags.put("tokens.access.ttl.password", "10m");
        flags.put("tokens.access.ttl", "20m");
        assertThat(values().all(BY_METHOD))
                .containsExactly(
                        Map.entry("my-provider", Duration.ofMinutes(5)), Map.entry("password", Duration.ofMinutes(10)));
        assertThat(values().room(TOKENS).access()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void readsAFamilyWhoseFreeSegmentIsInTheMiddle() throws IOException {
        write("key", "hunter2\n");
        environment.put("GATEHOUSE_DOORS_FRONT_DOOR_KEY_FILE", "key");
        environment.put("GATEHOUSE_DOORS_BACK_KEY", "one");
        write(".env", "GATEHOUSE_DOORS_FRONT_DOOR_SPARE_KEY=two\nGATEHOUSE_DOORS_BACK_COLOUR=red");
        flags.put("doors.back.colour", "green");
        flags.put("doors.side.key.file", "key");
        Values values = (Values) Settings.load(DOORS, flags, environment, folder);
        assertThat(values.all(DOOR_KEY))
                .containsExactly(
                        Map.entry("back", new Secret("one")),
                        Map.entry("front-door", new Secret("hunter2")),
                        Map.entry("side", new Secret("hunter2")));
        assertThat(values.all(DOOR_SPARE_KEY)).containsExactly(Map.entry("front-door", new Secret("two")));
        assertThat(values.all(DOOR_COLOUR)).containsExactly(Map.entry("back", "green"));
        assertThat(values.listing())
                .contains(
                        new Values.Listed("doors.back.colour", "green", "flag"),
                        new Values.Listed("doors.front-door.key", "••••", "environment"));
        assertThat(SettingsDocument.render(DOORS))
                .contains("| `doors.<door>.key` \uD83D\uDD12 | `GATEHOUSE_DOORS_<DOOR>_KEY` |");
    }

    @Test
    void suggestsTheMemberThatAMisspeltKeyMayMean() {
        environment.put("GATEHOUSE_DOORS_FRONT_DOOR_COLOR", "x");
        environment.put("GATEHOUSE_DOORS_KEY", "x");
        flags.put("doors.back.sparekey", "x");
        flags.put("door.back.colour", "x");
        flags.put("doors.a.b.colour", "x");
        flags.put("doors.Back.colour", "x");
        flags.put("doors.back.colour.file", "x");
        flags.put("doors.back.window", "x");
        SettingsProblems problems = (SettingsProblems) Settings.load(DOORS, flags, environment, folder);
        assertThat(problems.lines())
                .containsExactlyInAnyOrder(
                        "GATEHOUSE_DOORS_FRONT_DOOR_COLOR (environment): there is no such setting; did you mean"
                                + " GATEHOUSE_DOORS_FRONT_DOOR_COLOUR?",
                        "GATEHOUSE_DOORS_KEY (environment): there is no such setting; ./gatehouse settings lists them",
                        "doors.back.sparekey (flag): there is no such setting; did you mean doors.back.spare_key?",
                        "door.back.colour (flag): there is no such setting; did you mean doors.back.colour?",
                        "doors.a.b.colour (flag): there is no such setting; did you mean doors.a.colour?",
                        "doors.Back.colour (flag): there is no such setting; ./gatehouse settings lists them",
                        "doors.back.colour.file (flag): there is no such setting; only secrets are given as a file",
                        "doors.back.window (flag): there is no such setting; ./gatehouse settings lists them");
    }

    @Test
    void collectsEverythingThatARoomSays() {
        Catalogue catalogue = new Catalogue(List.of(RoomSettings.of("Doors", List.of(DOOR_COLOUR), values -> {
            throw new Misfits(List.of("doors.a: no key", "doors.b: no key"));
        })));
        SettingsProblems problems = (SettingsProblems) Settings.load(catalogue, flags, environment, folder);
        assertThat(problems.lines()).containsExactly("doors.a: no key", "doors.b: no key");
    }

    @Test
    void leavesTheVariablesOfTheLauncherAlone() {
        environment.put("GATEHOUSE_JAVA_OPTS", "-Xmx1g");
        environment.put("GATEHOUSE_CI", "true");
        environment.put("HOME", "x");
        assertThat(values().get(PORT)).isEqualTo(8000);
    }

    @Test
    void reportsAFileOfSettingsThatIsAbsentOrNotText() throws IOException {
        flags.put("config", "absent");
        assertThat(problems()).containsExactly("config: no file at absent; allowed: a file of name=value lines");
        flags.put("config", "binary");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(problems()).containsExactly("binary: cannot be read as a text file in UTF-8");
    }

    @Test
    void refusesACatalogueThatContradictsItself() {
        for (List<Declared> declared : List.<List<Declared>>of(
                List.of(PORT, PORT),
                List.of(Setting.text("a.b", "x", ""), Setting.text("a_b", "x", "")),
                List.of(KEY, Setting.path("tokens.key.file", ".", "")),
                List.of(BY_METHOD, Setting.text("tokens.access.ttl.oauth", "x", "")),
                List.of(DOOR_KEY, DOOR_KEY),
                List.of(Setting.text("a.b", "", "")))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Catalogue(List.of(RoomSettings.of("Room", declared, values -> ""))));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SettingFamily.of(ARGON2));
        assertThatIllegalArgumentException().isThrownBy(() -> values().get(Setting.text("not.there", "x", "")));
    }

    @Test
    void rendersThePageOfTheDocumentation() {
        assertThat(SettingsDocument.render(CATALOGUE))
                .contains("## Tokens\n")
                .contains("| `http.port` | `GATEHOUSE_HTTP_PORT` | `8000` | a whole number from 0 to 65535 | Port. |")
                .contains(
                        "| `tokens.key` \uD83D\uDD12 | `GATEHOUSE_TOKENS_KEY` |  | a secret text | A shared secret. |")
                .contains("| `tokens.access.ttl.<method>` | `GATEHOUSE_TOKENS_ACCESS_TTL_<METHOD>` |");
    }
}
