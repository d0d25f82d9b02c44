package dev.gatehouse.domain.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.accounts.Identifier.Kind;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Seeded random names in every way of writing that keeps them the same. */
class A23EqualIdentitiesHaveEqualKeysTest {
    private static final int TRIES = 20_000;
    private static final String LETTERS = "abcxyzmnrl019._-+éñüçßøåœğışжяйёабвгδλίςσ山田ひカ김수मस्नدمحأשּׂﬁﬃａ①ǅ\u0301\u0308";

    private final Random random = new Random(23);

    @Test
    void ofUserNames() {
        int names = 0;
        for (int i = 0; i < TRIES; i++) {
            String name = text();
            Identifier plain = Identifier.of(name);
            if (plain.kind() != Kind.INVALID) {
                names++;
                assertThat(Identifier.of(rewritten(name)).key()).as(name).isEqualTo(plain.key());
                assertThat(Confusables.fold(plain.key())).as(name).isEqualTo(plain.key());
            }
        }
        assertThat(names).as("names among the tries").isGreaterThan(TRIES / 10);
    }

    @Test
    void ofEmailAddresses() {
        for (int i = 0; i < TRIES; i++) {
            String address = text() + "@" + (random.nextBoolean() ? "Example.com" : "bücher.example");
            Identifier plain = Identifier.of(address);
            if (plain.kind() != Kind.INVALID) {
                assertThat(plain.kind()).isEqualTo(Kind.EMAIL);
                assertThat(Identifier.of(rewritten(address)).key()).as(address).isEqualTo(plain.key());
                assertThat(EmailAddress.parse(plain.key()).key()).as(address).isEqualTo(plain.key());
            }
        }
    }

    @Test
    void anythingHasAKeyAndNonsenseHasOneThatNoAccountHas() {
        for (int i = 0; i < TRIES; i++) {
            StringBuilder nonsense = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                nonsense.append((char) random.nextInt(0x10000));
            }
            Identifier identifier = Identifier.of(nonsense.toString());
            assertThat(identifier.key()).isNotEmpty();
            assertThat(identifier.key().startsWith("invalid:")).isEqualTo(identifier.kind() == Kind.INVALID);
        }
        assertThat(Identifier.of("").kind()).isEqualTo(Kind.INVALID);
        assertThat(Identifier.of("x".repeat(100_000)).key()).hasSizeLessThan(80);
        assertThat(Identifier.of("two words").key())
                .isNotEqualTo(Identifier.of("two  words").key());
    }

    @Test
    void blanksAroundDoNotCount() {
        assertThat(Identifier.of(" Ada\n")).isEqualTo(new Identifier(Kind.USERNAME, "ada"));
        assertThat(Identifier.of(" Ada@Example.com ")).isEqualTo(new Identifier(Kind.EMAIL, "ada@example.com"));
    }

    private String text() {
        int[] letters = LETTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        int from = random.nextInt(letters.length);
        for (int j = random.nextInt(8); j >= 0; j--) {
            text.appendCodePoint(letters[
                    random.nextInt(4) == 0
                            ? random.nextInt(14)
                            : Math.min(letters.length - 1, from + random.nextInt(4))]);
        }
        return text.toString();
    }

    private String rewritten(String text) {
        String result = text;
        for (int i = random.nextInt(3); i >= 0; i--) {
            UnaryOperator<String> way =
                    switch (random.nextInt(6)) {
                        case 0 -> this::inOtherCase;
                        case 1 -> each -> Normalizer.normalize(each, Normalizer.Form.NFC);
                        case 2 -> each -> Normalizer.normalize(each, Normalizer.Form.NFD);
                        case 3 -> this::wide;
                        case 4 -> each -> " " + each + " ";
                        default -> UnaryOperator.identity();
                    };
            result = way.apply(result);
        }
        return result;
    }

    /** Lower case always; upper case letter by letter for the letters that come back from it. */
    private String inOtherCase(String text) {
        StringBuilder other = new StringBuilder();
        text.codePoints().forEach(c -> {
            String letter = Character.toString(c);
            String upper = letter.toUpperCase(Locale.ROOT);
            boolean comesBack = upper.toLowerCase(Locale.ROOT).equals(letter);
            other.append(comesBack && random.nextBoolean() ? upper : letter);
        });
        return other.toString();
    }

    /** Full-width forms of letters and digits. */
    private String wide(String text) {
        StringBuilder wide = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean plain = c < 0x80 && Character.isLetterOrDigit(c);
            wide.appendCodePoint(plain && random.nextBoolean() ? c - 0x21 + 0xFF01 : c);
        });
        return wide.toString();
    }
}
