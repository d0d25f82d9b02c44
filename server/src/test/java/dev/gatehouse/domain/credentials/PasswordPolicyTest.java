package dev.gatehouse.domain.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
    private static final PasswordOwner ADA =
            new PasswordOwner("lovelace_a", "ada.byron@example.com", "Augusta Ada King");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vocal-otter-9",
                "  eight  ",
                "correct horse battery staple",
                "lovelace-and-babbage",
                "kettle byron",
                "пароль-не-очень",
                "🦦🦊🐝🐢🦉🐌🦋🐳",
                "xkqzvwpj"
            })
    void nistTakesWhatIsLongAndNotGuessed(String password) {
        assertThat(nist(password)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password1", "PassWord123", "iloveyou1", "letmein1", "football1"})
    void nistRefusesCommonOnesInAnyCase(String password) {
        assertThat(nist(password)).singleElement().asString().contains("guess");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aaaaaaaa",
                "12345678",
                "87654321",
                "abcdefgh",
                "ZYXWVUTS",
                "qwertyui",
                "poiuytrewq",
                "abcd1234",
                "1qaz2wsx",
                "aaaabbbb",
                "qwertzuiop",
                "!@#$%^&*",
                "зззззззз",
                "абвгдежз"
            })
    void nistRefusesWhatAFingerDraws(String password) {
        assertThat(nist(password)).singleElement().asString().contains("guess");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lovelace",
                "Lovelace1815",
                "ecalevol1",
                "1815lovelace!",
                "LOVELACE_A",
                "byronByron42",
                "Augusta-King",
                "augusta99"
            })
    void nistRefusesThePersonsOwnNames(String password) {
        assertThat(nist(password)).isNotEmpty();
    }

    @Test
    void ownNamesCountFromFourCharactersOn() {
        assertThat(OwnNames.makeUp("ada12345", List.of("ada"))).isFalse();
        assertThat(OwnNames.makeUp("adam1234", List.of("adam"))).isTrue();
    }

    @Test
    void nistRefusesTheServicesName() {
        assertThat(nist("GateHouse1")).singleElement().asString().contains("service");
        assertThat(nist("ROCKET-2026")).singleElement().asString().contains("words");
        assertThat(nist("gatehouserocket!")).hasSize(1);
        assertThat(nist("rocket science 26")).isEmpty();
    }

    @Test
    void lengthIsCountedInCharactersAsPeopleSeeThem() {
        assertThat(nist("🦦🦊🐝🐢🦉🐌🦋")).containsExactly("Use at least 8 characters.");
        assertThat(nist("a\u0308".repeat(7))).containsExactly("Use at least 8 characters.");
    }

    @Test
    void compositionListsAllThatIsMissingAtOnce() {
        assertThat(composition("")).hasSize(5);
        assertThat(composition("abc"))
                .containsExactly(
                        "Use at least 12 characters.",
                        "Add an upper-case letter.",
                        "Add a digit.",
                        "Add a special character.");
        assertThat(composition("ABCDEFGHIJK1!")).containsExactly("Add a lower-case letter.");
        assertThat(composition("Abcdefghij1!")).isEmpty();
    }

    @Test
    void bothPoliciesRefuseWhatIsTooLong() {
        String longest = "ab4!Kz".repeat(682) + "ab4!";
        assertThat(longest).hasSize(4_096);
        assertThat(nist(longest)).isEmpty();
        assertThat(composition(longest)).isEmpty();
        assertThat(nist(longest + "x")).containsExactly("Use at most 4,096 characters.");
        assertThat(composition(longest + "x")).containsExactly("Use at most 4,096 characters.");
        assertThat(nist("🦦".repeat(4_097))).hasSize(1);
    }

    @Test
    void theListIsSortedAndEachOfItsLinesIsFound() throws IOException {
        List<String> lines;
        try (InputStream list = CommonPasswords.class.getResourceAsStream("common-passwords.txt")) {
            lines = new String(list.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
        assertThat(lines).hasSizeGreaterThan(15_000).isSorted().doesNotHaveDuplicates();
        assertThat(lines).allMatch(CommonPasswords::contains);
        assertThat(List.of("", "!", "~~~~~~~~~~~", "passwor", "password10000x", lines.getLast() + "z"))
                .noneMatch(CommonPasswords::contains);
    }

    private static List<String> nist(String password) {
        return PasswordPolicy.NIST.complaints(password, ADA, List.of("Gatehouse", "Rocket"));
    }

    private static List<String> composition(String password) {
        return PasswordPolicy.COMPOSITION.complaints(password, ADA, List.of("Gatehouse", "Rocket"));
    }
}
