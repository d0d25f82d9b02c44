package dev.gatehouse.domain.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @CsvSource({
        "ada@example.com, ada@example.com, ada@example.com",
        "Ada.Lovelace+tag@Example.COM, Ada.Lovelace+tag@example.com, ada.lovelace+tag@example.com",
        "o'hara!#$%&*/=?^_`{|}~-@sub.example.co, o'hara!#$%&*/=?^_`{|}~-@sub.example.co, o'hara!#$%&*/=?^_`{|}~-@sub.example.co",
        "José@Bücher.example, José@xn--bcher-kva.example, josé@xn--bcher-kva.example",
        "ada@XN--BCHER-KVA.example, ada@xn--bcher-kva.example, ada@xn--bcher-kva.example",
        "ada@faß.example, ada@xn--fa-hia.example, ada@xn--fa-hia.example",
        "ada@例え。テスト, ada@xn--r8jz45g.xn--zckzah, ada@xn--r8jz45g.xn--zckzah",
        "аda@example.com, аda@example.com, ada@example.com"
    })
    void keepsTheAddressAndFindsItsKey(String typed, String address, String key) {
        assertThat(EmailAddress.parse(typed)).isEqualTo(new EmailAddress(address, key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "ada",
                "ada@",
                "@example.com",
                "ada@example",
                "ada@@example.com",
                "ada@b@example.com",
                "a da@example.com",
                " ada@example.com",
                "ada@example.com\n",
                "ada\r\nBcc: all@example.com",
                "\"ada\"@example.com",
                "ada,b@example.com",
                "ada;b@example.com",
                "ada<b>@example.com",
                "a..b@example.com",
                ".ada@example.com",
                "ada.@example.com",
                "ada@.example.com",
                "ada@example..com",
                "ada@example.com.",
                "ada@-example.com",
                "ada@example-.com",
                "ada@exa_mple.com",
                "ada@[127.0.0.1]",
                "ada@127.0.0.1",
                "ada@example.com/x",
                "a\u200bda@example.com",
                "a\u202eda@example.com",
                "ada@exam\u200bple.com\u0000",
                "ada@xn--\u0000.com",
                "ada@xn--a.example",
                "ada＠b@example.com",
                "ada\ud800@example.com"
            })
    void refusesWhatIsNoAddress(String typed) {
        assertThatThrownBy(() -> EmailAddress.parse(typed)).isInstanceOf(InvalidName.class);
    }

    @Test
    void holdsTheLengthsOfRfc5321() {
        String domain = "d".repeat(60) + "." + "e".repeat(60) + "." + "f".repeat(60) + ".com";
        assertThat(EmailAddress.parse("a".repeat(64) + "@" + domain).address()).hasSize(251);
        assertThatThrownBy(() -> EmailAddress.parse("a".repeat(65) + "@example.com"))
                .hasMessageContaining("64");
        assertThatThrownBy(() -> EmailAddress.parse("é".repeat(33) + "@example.com"))
                .hasMessageContaining("64");
        assertThatThrownBy(() -> EmailAddress.parse("a".repeat(64) + "@" + "d".repeat(63) + "." + domain))
                .hasMessageContaining("254");
        assertThatThrownBy(() -> EmailAddress.parse("ada@" + "d".repeat(64) + ".com"))
                .isInstanceOf(InvalidName.class);
    }

    @Test
    void providersTricksAreLeftToProviders() {
        assertThat(EmailAddress.parse("a.b+c@gmail.com").key())
                .isNotEqualTo(EmailAddress.parse("ab@gmail.com").key());
    }
}
