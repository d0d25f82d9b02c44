package dev.gatehouse.platform.http;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks whose forwarded headers are believed. */
final class TrustedProxies {
    private record Network(byte[] octets, int bits) {
        boolean contains(byte[] address) {
            if (address.length != octets.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(octets, 0, whole, address, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            return rest == 0 || ((octets[whole] ^ address[whole]) & 0xff) >> (8 - rest) == 0;
        }
    }

    private final List<Network> networks;

    /** @throws IllegalArgumentException where one is neither an address nor a network in CIDR form */
    TrustedProxies(Collection<String> texts) {
        networks = texts.stream().map(TrustedProxies::network).toList();
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        byte[] octets = ClientAddress.octets(slash < 0 ? text : text.substring(0, slash));
        int most = octets == null ? -1 : octets.length * 8;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1));
        boolean folded = octets != null && octets.length == 4 && text.indexOf(':') >= 0;
        if (folded && slash >= 0) {
            bits -= 96;
        }
        if (octets == null || bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither an IP address nor a network such as 10.0.0.0/8");
        }
        return new Network(octets, bits);
    }

    private static int bits(String text) {
        return !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(text)
                : -1;
    }

    boolean isEmpty() {
        return networks.isEmpty();
    }

    boolean contain(@Nullable String address) {
        byte[] octets = address == null ? null : ClientAddress.octets(address);
        return octets != null && networks.stream().anyMatch(network -> network.contains(octets));
    }
}
