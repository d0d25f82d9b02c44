package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row A23: equal addresses have equal keys, in whatever form they come. */
class A23ClientAddressTest {
    private static final long SEED = 20_260_101;

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1, 192.0.2.1",
        "::FFFF:c000:201, 192.0.2.1, 192.0.2.1",
        "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1, 192.0.2.1",
        "::1, ::1, ::/64",
        "::, ::, ::/64",
        "2001:DB8::1, 2001:db8::1, 2001:db8::/64",
        "2001:0db8:0000:0000:ffff:0000:0000:0001, 2001:db8::ffff:0:0:1, 2001:db8::/64",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, 2001:db8:0:1::/64",
        "1::, 1::, 1::/64",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3, 1:0:0:2::/64",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, 1:2:3:4::/64",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8, 0:2:3:4::/64"
    })
    void oneFormForEachAddress(String given, String text, String key) {
        ClientAddress address = ClientAddress.parse(given);
        assertThat(address).isEqualTo(new ClientAddress(text, key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "1.2.3.-4",
                "0x1.2.3.4",
                "1.2.3.4:80",
                "localhost",
                "example.org",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "g::",
                "[::1]",
                "::1%eth0",
                "fe80::1%25en0",
                "::1.2.3",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "\u0661.2.3.4",
                "2001:db8::\uff11",
                "unknown",
                "_hidden"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(ClientAddress.parse(text)).isNull();
    }

    @Test
    void everyWritingOfAnAddressHasTheSameKeys() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            byte[] octets = new byte[16];
            random.nextBytes(octets);
            for (int group = 0; group < 8; group++) {
                if (random.nextBoolean()) {
                    octets[2 * group] = 0;
                    octets[2 * group + 1] = 0;
                }
            }
            ClientAddress canonical = ClientAddress.of(ClientAddress.folded(octets));
            String full = InetAddress.getByAddress(octets).getHostAddress();
            for (String writing : List.of(full, full.toUpperCase(Locale.ROOT), padded(octets), canonical.text())) {
                assertThat(ClientAddress.parse(writing)).as(writing).isEqualTo(canonical);
            }
            assertThat(InetAddress.ofLiteral(canonical.text())).isEqualTo(InetAddress.getByAddress(octets));
        }
    }

    @Test
    void oneNetworkOfAHouseholdIsOneKeyAndItsNeighbourAnother() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            byte[] octets = new byte[16];
            random.nextBytes(octets);
            octets[0] = 0x20;
            byte[] sibling = octets.clone();
            sibling[8 + random.nextInt(8)] ^= (byte) (1 << random.nextInt(8));
            byte[] neighbour = octets.clone();
            neighbour[random.nextInt(8)] ^= (byte) (1 << random.nextInt(8));
            String key = ClientAddress.of(octets).limitKey();
            assertThat(ClientAddress.of(sibling).limitKey()).isEqualTo(key);
            assertThat(ClientAddress.of(neighbour).limitKey()).isNotEqualTo(key);
        }
    }

    @Test
    void oneIpv4AddressIsOneKeyInAllItsForms() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            byte[] four = new byte[4];
            random.nextBytes(four);
            ClientAddress plain = ClientAddress.of(four);
            byte[] mapped = Arrays.copyOf(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1}, 16);
            System.arraycopy(four, 0, mapped, 12, 4);
            assertThat(ClientAddress.parse("::ffff:" + plain.text())).isEqualTo(plain);
            assertThat(ClientAddress.parse(padded(mapped))).isEqualTo(plain);
        }
    }

    private static String padded(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            text.append(i == 0 ? "" : ":").append(String.format(Locale.ROOT, "%02x%02x", octets[i], octets[i + 1]));
        }
        return text.toString();
    }
}
