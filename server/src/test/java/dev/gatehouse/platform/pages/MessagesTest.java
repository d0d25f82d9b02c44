package dev.gatehouse.platform.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.kernel.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every text is there in every language, and every sentence that a form may be answered with is among them. */
class MessagesTest {
    private static final Pattern SLOT = Pattern.compile("\\{\\d}");
    private static final Path CODE = Path.of("src/main/java/dev/gatehouse");
    private static final Path WEB = Path.of("../web/src/main/java/dev/gatehouse");
    /** What a form may say about a field stands in these files, as a whole sentence. */
    private static final List<Path> SPEAKERS = List.of(
            CODE.resolve("domain/accounts/Username.java"),
            CODE.resolve("domain/accounts/EmailAddress.java"),
            CODE.resolve("domain/credentials/PasswordPolicy.java"),
            CODE.resolve("feature/ProfileFields.java"),
            WEB.resolve("platform/http/Fields.java"));

    private static final Pattern SENTENCE = Pattern.compile(
            "(?:InvalidName|add|refuse|REQUIRED =|TOO_LONG =|BREACHED =|require)\\b[^;\"]*\"([A-Z][^\"]{12,})\"[;),]");

    @ParameterizedTest
    @EnumSource
    void everyLanguageHasEveryTextWithTheSameValues(Language language) {
        Map<String, String> english = Messages.shipped(Language.ENGLISH);
        Map<String, String> texts = Messages.shipped(language);
        assertThat(new TreeSet<>(texts.keySet())).isEqualTo(new TreeSet<>(english.keySet()));
        texts.forEach((key, text) -> {
            assertThat(text).as(key).isNotBlank().isEqualTo(text.strip());
            assertThat(slots(text)).as(key).isEqualTo(slots(java.util.Objects.requireNonNull(english.get(key))));
        });
        if (language != Language.ENGLISH) {
            assertThat(texts.entrySet().stream()
                            .filter(text -> text.getValue().equals(english.get(text.getKey())))
                            .map(Map.Entry::getKey))
                    .as("not translated")
                    .isSubsetOf("field.optional");
        }
    }

    @Test
    void everyRefusalHasItsText() {
        assertThat(Messages.shipped(Language.ENGLISH).keySet())
                .containsAll(Arrays.stream(ErrorCode.values())
                        .map(code -> "error." + code.code())
                        .toList());
    }

    @Test
    void everySentenceAboutAFieldIsKnownByItsText() throws IOException {
        Sentences sentences = new Sentences(Messages.shipped(Language.ENGLISH));
        List<String> found = new ArrayList<>();
        for (Path speaker : SPEAKERS) {
            String code = Files.readString(speaker);
            found.addAll(SENTENCE.matcher(code)
                    .results()
                    .map(match -> match.group(1))
                    .toList());
        }
        assertThat(found).hasSizeGreaterThan(18);
        found.add("This may have at most 320 characters.");
        // Other forms have these: no page sends a flag, a number or a list.
        List<String> foreign = List.of("This must be true or false.", "None of these may be empty.");
        assertThat(found.stream()
                        .filter(sentence -> !foreign.contains(sentence))
                        .filter(sentence -> sentences.find(sentence).isEmpty()))
                .isEmpty();
    }

    @Test
    void aSentenceIsTranslatedWithItsNumber() {
        Texts german = new Messages(Map.of()).in(Language.GERMAN);
        assertThat(german.problem("Use at least 12 characters.")).isEqualTo("Verwenden Sie mindestens 12 Zeichen.");
        assertThat(german.problem("Nobody knows this.")).isEqualTo("Nobody knows this.");
        assertThat(german.problem("Use at least {0} characters.")).isEqualTo("Use at least {0} characters.");
    }

    /** What Unicode's CLDR has for these numbers; a form is never left out or left over. */
    @ParameterizedTest
    @EnumSource
    void aTextThatIsCountedHasTheFormsOfItsLanguage(Language language) {
        List<String> counted = List.of("attempts.wait.seconds", "attempts.wait.minutes", "attempts.wait.hours");
        Map<String, String> texts = Messages.shipped(language);
        assertThat(texts.entrySet().stream()
                        .filter(text -> text.getValue().contains("|"))
                        .map(Map.Entry::getKey))
                .isSubsetOf(counted);
        for (String key : counted) {
            assertThat(java.util.Objects.requireNonNull(texts.get(key)).split("\\|"))
                    .as(key)
                    .hasSize(Plurals.forms(language));
        }
    }

    @Test
    void aWaitIsRoundedUpAndSaidInTheFormOfItsNumber() {
        Texts english = new Messages(Map.of()).in(Language.ENGLISH);
        assertThat(wait(english, Duration.ofNanos(1))).endsWith("Try again in 1 second.");
        assertThat(wait(english, Duration.ZERO)).endsWith("in 1 second.");
        assertThat(wait(english, Duration.ofMillis(9_001))).endsWith("in 10 seconds.");
        assertThat(wait(english, Duration.ofSeconds(7))).endsWith("in 7 seconds.");
        assertThat(wait(english, Duration.ofSeconds(11))).endsWith("in 20 seconds.");
        assertThat(wait(english, Duration.ofSeconds(50))).endsWith("in 50 seconds.");
        assertThat(wait(english, Duration.ofSeconds(51))).endsWith("in 1 minute.");
        assertThat(wait(english, Duration.ofSeconds(60))).endsWith("in 1 minute.");
        assertThat(wait(english, Duration.ofSeconds(61))).endsWith("in 2 minutes.");
        assertThat(wait(english, Duration.ofMinutes(59))).endsWith("in 59 minutes.");
        assertThat(wait(english, Duration.ofSeconds(3_541))).endsWith("in 1 hour.");
        assertThat(wait(english, Duration.ofMinutes(61))).endsWith("in 2 hours.");
        assertThat(english.error(ErrorCode.TOO_MANY_REQUESTS, null)).endsWith("Wait a little and try again.");
        assertThat(english.error(ErrorCode.BUSY, Duration.ofSeconds(1))).isEqualTo(english.error(ErrorCode.BUSY));
    }

    @Test
    void arabicHasAFormForOneTwoAFewAndMany() {
        Texts arabic = new Messages(Map.of()).in(Language.ARABIC);
        assertThat(wait(arabic, Duration.ofMinutes(1))).endsWith("دقيقة واحدة.");
        assertThat(wait(arabic, Duration.ofMinutes(2))).endsWith("دقيقتين.");
        assertThat(wait(arabic, Duration.ofMinutes(3))).contains("3").endsWith("دقائق.");
        assertThat(wait(arabic, Duration.ofMinutes(10))).contains("10").endsWith("دقائق.");
        assertThat(wait(arabic, Duration.ofMinutes(11))).contains("11").endsWith("دقيقة.");
        assertThat(wait(arabic, Duration.ofHours(103))).contains("103").endsWith("ساعات.");
        assertThat(wait(arabic, Duration.ofHours(100))).contains("100").endsWith("ساعة.");
    }

    /** An operator who needs one form writes one. */
    @Test
    void ofATextWithFewerFormsTheLastIsTaken() {
        Texts own = new Messages(Map.of(Language.ENGLISH, Map.of("attempts.wait.minutes", "Come back in {0} min.")))
                .in(Language.ENGLISH);
        assertThat(wait(own, Duration.ofMinutes(1))).isEqualTo("Come back in 1 min.");
        assertThat(wait(own, Duration.ofMinutes(5))).isEqualTo("Come back in 5 min.");
    }

    private static String wait(Texts texts, Duration after) {
        return texts.error(ErrorCode.TOO_MANY_REQUESTS, after);
    }

    @Test
    void aValueCannotTurnTheTextAroundIt() {
        Texts english = new Messages(Map.of()).in(Language.ENGLISH);
        assertThat(english.get("notice.linked", "Goo\u202egle\u2069{0}$1"))
                .isEqualTo("Google{0}$1 is linked to your account now.");
        assertThat(english.get("notice.linked", "\u05d0\u05d1"))
                .isEqualTo("\u2068\u05d0\u05d1\u2069 is linked to your account now.");
        Texts arabic = new Messages(Map.of()).in(Language.ARABIC);
        assertThat(arabic.get("notice.linked", "Google")).contains("\u2068Google\u2069");
    }

    @Test
    void theLanguageIsWhatTheReaderWishes() {
        List<Language> all = List.of(Language.values());
        assertThat(choose(all, "de-AT")).isEqualTo(Language.GERMAN);
        assertThat(choose(all, "nl, fr-CH;q=0.8, en;q=0.9")).isEqualTo(Language.ENGLISH);
        assertThat(choose(all, "nl, zh-CN;q=0.5")).isEqualTo(Language.CHINESE);
        assertThat(choose(all, "zh-TW, ja;q=0.5")).isEqualTo(Language.JAPANESE);
        assertThat(choose(all, "de;q=0, fr")).isEqualTo(Language.FRENCH);
        assertThat(choose(all, "pt-BR")).isEqualTo(Language.PORTUGUESE);
        assertThat(choose(all, "\"><script>", "es")).isEqualTo(Language.SPANISH);
        assertThat(choose(all, "x".repeat(5_000), "ar-EG")).isEqualTo(Language.ARABIC);
        assertThat(choose(List.of(Language.FRENCH, Language.GERMAN), "ja")).isEqualTo(Language.FRENCH);
        assertThat(choose(List.of(Language.FRENCH, Language.GERMAN), null, "", "*"))
                .isEqualTo(Language.FRENCH);
    }

    private static Language choose(List<Language> offered, @org.jspecify.annotations.Nullable String... wishes) {
        return Language.choose(offered, Arrays.asList(wishes));
    }

    private static String slots(String text) {
        return SLOT.matcher(text)
                .results()
                .map(MatchResult::group)
                .sorted()
                .distinct()
                .collect(Collectors.joining());
    }

    @Test
    void noTextIsEverShownHalfMade() {
        Stream.of(Language.values()).forEach(language -> Messages.shipped(language)
                .forEach(
                        (key, text) -> assertThat(text).as(language + " " + key).doesNotContain("<", "&", "''")));
    }
}
