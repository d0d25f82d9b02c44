package dev.gatehouse.domain.devices;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The network of a client: an address changes often, what is around it seldom. */
final class Networks {
    /** The first three of four bytes. */
    private static final Pattern OF_VERSION_4 = Pattern.compile("((?:\\d{1,3}\\.){3})\\d{1,3}");
    /** In the canonical form (RFC 5952) the first three groups are written out, unless zeros are left out among them. */
    private static final Pattern OF_VERSION_6 = Pattern.compile("((?:[0-9a-f]{1,4}:){3})[0-9a-f:.]*");

    private Networks() {}

    /** Of IPv4 the first 24 bits, of IPv6 the first 48; else the address as it is. */
    static String of(@Nullable String address) {
        if (address == null) {
            return "";
        }
        for (Pattern form : new Pattern[] {OF_VERSION_4, OF_VERSION_6}) {
            Matcher matcher = form.matcher(address);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        int zeros = address.indexOf("::");
        return zeros < 0 ? address : address.substring(0, zeros + 2);
    }
}
