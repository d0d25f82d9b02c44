package dev.gatehouse.domain.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "alice",
                "Alice.B-c_d+e",
                "42",
                "josé",
                "Straße",
                "алиса",
                "山田太郎",
                "山田taro",
                "김철수",
                "김철수kim",
                "αλίκη",
                "नमस्ते",
                "สวัสดี",
                "محمد",
                "אבגד",
                "Nguyễn",
                "ılıca"
            })
    void takesNamesOfTheWorld(String typed) {
        assertThat(Username.parse(typed).key()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "...",
                "al ice",
                " alice",
                "alice ",
                "alice@example.com",
                "alice＠example.com",
                "al\tice",
                "al\u0000ice",
                "al\u200bice",
                "al\u200dice",
                "al\u202eice",
                "al\u2066ice",
                "\ufeffalice",
                "al\u00adice",
                "al\u00a0ice",
                "al\u3164ice",
                "alice\ud800",
                "\u0301alice",
                "a.\u0301",
                "a\u0316\u0317\u0318\u0319",
                "alice/../root",
                "alice\"",
                "<alice>",
                "alice😀",
                "аlice",
                "alicе",
                "αlice",
                "жane",
                "ɑlice",
                "1٢"
            })
    void refusesWhatIsNoNameOrMixesAlphabets(String typed) {
        assertThatThrownBy(() -> Username.parse(typed)).isInstanceOf(InvalidName.class);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, ALICE",
        "alice, ａｌｉｃｅ",
        "alice, 𝐚𝓵𝕚𝖼𝚎",
        "josé, JOSE\u0301",
        "straße, STRASSE",
        "кирил, КИРИЛ",
        "ΣΊΣΥΦΟΣ, σίσυφος",
        "ﬁona, fiona",
        "ру, py",
        "асе, ace",
        "оса, oca",
        "①②, 12",
        "ı, i"
    })
    void equalAndConfusableNamesHaveOneKey(String one, String other) {
        assertThat(Username.parse(one).key()).isEqualTo(Username.parse(other).key());
    }

    @ParameterizedTest
    @CsvSource({"alice, a1ice", "modern, modem", "josé, jose", "bob.b, bobb", "o, 0", "l, I", "w, vv"})
    void plainNamesThatOnlyResembleEachOtherStayTwo(String one, String other) {
        assertThat(Username.parse(one).key()).isNotEqualTo(Username.parse(other).key());
    }

    @Test
    void theKeyOfALookalikeIsTheAsciiName() {
        assertThat(Confusables.fold("аlice")).isEqualTo("alice");
        assertThat(Confusables.fold("ＡＬＩＣＥ")).isEqualTo("alice");
        assertThat(Confusables.fold("аӓ")).isEqualTo(Confusables.fold("aä")).isEqualTo("aä");
    }

    @Test
    void lengthIsCountedInCharactersAfterNormalizing() {
        assertThat(Username.parse("x".repeat(64)).display()).hasSize(64);
        assertThat(Username.parse("𠮷".repeat(64)).display()).hasSize(128);
        assertThatThrownBy(() -> Username.parse("x".repeat(65))).hasMessageContaining("64");
        assertThatThrownBy(() -> Username.parse("ﬃ".repeat(22))).hasMessageContaining("64");
        assertThatThrownBy(() -> Username.parse("x".repeat(1_000_000))).hasMessageContaining("64");
    }

    @Test
    void displayKeepsWhatTheOwnerWrote() {
        assertThat(Username.parse("Alice.B").display()).isEqualTo("Alice.B");
    }

    @Test
    void foldingEveryCharacterIsIdempotent() {
        assertThat(IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
                        .filter(UsernameTest::isPublicCharacter)
                        .mapToObj(c -> Confusables.fold("x" + Character.toString(c) + "\u0301y"))
                        .filter(key -> !Confusables.fold(key).equals(key)))
                .isEmpty();
    }

    private static boolean isPublicCharacter(int c) {
        int type = Character.getType(c);
        return type != Character.UNASSIGNED && type != Character.SURROGATE && type != Character.PRIVATE_USE;
    }
}
