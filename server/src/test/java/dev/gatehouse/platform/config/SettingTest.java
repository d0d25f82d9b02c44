package dev.gatehouse.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How texts become values, at, below and above each limit. */
class SettingTest {
    private enum Fruit {
        APPLE,
        BLACK_CHERRY
    }

    @ParameterizedTest
    @CsvSource({
        "1s, PT1S",
        "15m, PT15M",
        "1h30m, PT1H30M",
        "7d, PT168H",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "1500ms, PT1.5S",
        "PT15M, PT15M",
        "P1DT1H, PT25H",
        "3650d, PT87600H"
    })
    void readsTimes(String text, Duration expected) {
        assertThat(Setting.duration("a.time", "1s", "").parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "15",
                "m",
                "15 m",
                "-1s",
                "1m1h",
                "1.5h",
                "15min",
                "P",
                "PT",
                "PX",
                "0s",
                "999ms",
                "3650d1ms",
                "99999999999999999999s",
                "P99999999999999999999D",
                "PT-5M"
            })
    void refusesTimesThatAreMalformedOrOutsideTheLimits(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.duration("a.time", "1s", "").parse(text));
    }

    @Test
    void namesTheLimitsOfATimeInItsLargestUnits() {
        Setting<Duration> setting = Setting.duration(
                "a.time", "1s", Duration.ZERO, Duration.ofMinutes(90).plusMillis(5), "");
        assertThat(setting.allowed()).endsWith("from 0s to 1h30m5ms");
        assertThat(setting.parse("0s")).isZero();
    }

    @Test
    void holdsWholeNumbersWithinTheirLimits() {
        Setting<Integer> port = Setting.integer("a.port", 8000, 0, 65535, "");
        assertThat(port.parse("0")).isZero();
        assertThat(port.parse("65535")).isEqualTo(65535);
        for (String text : List.of("-1", "65536", "", "8000x", "99999999999", "1.0")) {
            assertThatIllegalArgumentException().isThrownBy(() -> port.parse(text));
        }
    }

    @Test
    void holdsSizesWithinTheirLimits() {
        Setting<Long> size = Setting.size("a.size", "64KiB", 512, 1 << 20, "");
        assertThat(size.parse("512")).isEqualTo(512);
        assertThat(size.parse("512B")).isEqualTo(512);
        assertThat(size.parse("64KiB")).isEqualTo(65536);
        assertThat(size.parse("1MiB")).isEqualTo(1048576);
        for (String text : List.of("511", "1048577", "2MiB", "64KB", "64 KiB", "KiB", "", "999999999GiB", "-1")) {
            assertThatIllegalArgumentException().isThrownBy(() -> size.parse(text));
        }
    }

    @Test
    void readsChoicesWithoutRegardToCase() {
        Setting<Fruit> fruit = Setting.choice("a.fruit", Fruit.APPLE, "");
        assertThat(fruit.parse("Black-Cherry")).isEqualTo(Fruit.BLACK_CHERRY);
        assertThat(fruit.allowed()).isEqualTo("apple | black-cherry");
        assertThatIllegalArgumentException().isThrownBy(() -> fruit.parse("pear"));
    }

    @Test
    void readsFlags() {
        Setting<Boolean> flag = Setting.flag("a.flag", true, "");
        assertThat(flag.fallback()).isEqualTo("on");
        assertThat(flag.parse("true")).isTrue();
        assertThat(flag.parse("OFF")).isFalse();
        for (String text : List.of("yes", "1", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> flag.parse(text));
        }
    }

    @Test
    void readsRatesAndOff() {
        Setting<Optional<Rate>> rate = Setting.rate("a.rate", "5/minute", "");
        assertThat(rate.parse("5/minute")).contains(new Rate(5, Duration.ofMinutes(1)));
        assertThat(rate.parse("3/hour")).contains(new Rate(3, Duration.ofHours(1)));
        assertThat(rate.parse("10/15m")).contains(new Rate(10, Duration.ofMinutes(15)));
        assertThat(rate.parse("off")).isEmpty();
        for (String text : List.of("0/minute", "5", "5/", "/minute", "5/week", "-5/minute", "5/0s", "")) {
            assertThatThrownBy(() -> rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsAddressesOfTheWebOnly() {
        Setting<URI> url = Setting.url("a.url", "http://localhost:8000", "");
        assertThat(url.parse("https://id.example.com/base")).isEqualTo(URI.create("https://id.example.com/base"));
        for (String text : List.of(
                "id.example.com",
                "/base",
                "ftp://a.example",
                "https://",
                "https://a@b.example",
                "https://a.example?q",
                "https://a.example#f",
                "http://a b",
                "javascript:alert(1)",
                "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> url.parse(text));
        }
    }

    @Test
    void readsListsTextsAndPaths() {
        Setting<List<String>> list = Setting.list("a.list", "", "");
        assertThat(list.parse("")).isEmpty();
        assertThat(list.parse("a, b ,c")).containsExactly("a", "b", "c");
        assertThatIllegalArgumentException().isThrownBy(() -> list.parse("a,,b"));
        assertThat(Setting.path("a.path", "./data", "").parse("./data")).isEqualTo(Path.of("./data"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.path("a.path", ".", "").parse("a\0b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.text("a.text", "x", "").parse("  "));
    }

    @Test
    void readsAnEmptyTextAsNothingOnlyWhereThatIsAllowed() {
        Setting<Optional<URI>> url = Setting.url("a.url", "", "").orNone();
        assertThat(url.parse("")).isEmpty();
        assertThat(url.parse("https://a.example")).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> url.parse(" "));
    }

    @Test
    void printsASecretAsDots() {
        Optional<Secret> secret = Setting.secret("a.secret", "").parse("hunter2");
        assertThat(secret).hasToString("Optional[••••]");
        assertThat(secret.orElseThrow().reveal()).isEqualTo("hunter2");
    }

    @Test
    void formsTheNameOfTheVariable() {
        assertThat(Setting.text("tokens.access-ttl.the_best", "x", "").environmentName())
                .isEqualTo("GATEHOUSE_TOKENS_ACCESS_TTL_THE_BEST");
        assertThatIllegalArgumentException().isThrownBy(() -> Setting.text("Tokens", "x", ""));
    }

    @ParameterizedTest
    @CsvSource({"ttl, ttl, 0", "ttl, tll, 1", "ttl, tlt, 1", "ttl, tt, 1", "abc, xyz, 3", "'', ab, 2"})
    void countsEdits(String from, String to, int edits) {
        assertThat(Nearest.edits(from, to)).isEqualTo(edits);
        assertThat(Nearest.edits(to, from)).isEqualTo(edits);
    }
}
