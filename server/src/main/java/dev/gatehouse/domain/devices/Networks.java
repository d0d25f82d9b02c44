package dev.gatehouse.domain.devices;

import java.net.InetAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The network of a client: an address changes often, what is around it seldom. */
final class Networks {
    private static final int OF_VERSION_4 = 4;

    private Networks() {}

    /** Of IPv4 the first 24 bits, of IPv6 the first 48, however it is written; else what is there as it is. */
    static String of(@Nullable String address) {
        if (address == null) {
            return "";
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, bytes.length == OF_VERSION_4 ? 3 : 6);
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }
}
