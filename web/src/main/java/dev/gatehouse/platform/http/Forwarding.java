package dev.gatehouse.platform.http;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who really calls. The socket says so, unless the socket is a trusted proxy's: then the rightmost hop that is not
 * itself trusted. A header that does not parse, or two kinds of header that disagree, leave the proxy's own address:
 * a worse limit for the client, never a check less.
 */
final class Forwarding {
    private static final int MAX_HOPS = 32;

    /** One client, and whether its own connection was by TLS. */
    record Origin(ClientAddress address, boolean secure) {}

    private record Hop(String address, @Nullable String proto) {}

    private final TrustedProxies trusted;

    Forwarding(TrustedProxies trusted) {
        this.trusted = trusted;
    }

    Origin origin(ClientAddress peer, boolean tls, MultiMap headers) {
        Origin direct = new Origin(peer, tls);
        if (trusted.isEmpty() || !trusted.contain(peer.text())) {
            return direct;
        }
        boolean plain = headers.contains("x-forwarded-for");
        boolean standard = headers.contains("forwarded");
        Origin byPlain = plain ? client(plainHops(headers), direct) : direct;
        Origin byStandard = standard ? client(standardHops(headers), direct) : direct;
        if (plain && standard && !byPlain.equals(byStandard)) {
            return direct;
        }
        if (standard) {
            return byStandard;
        }
        return new Origin(byPlain.address(), lastProto(headers, tls));
    }

    private Origin client(@Nullable List<Hop> hops, Origin direct) {
        if (hops == null || hops.isEmpty() || hops.size() > MAX_HOPS) {
            return direct;
        }
        for (int i = hops.size() - 1; i >= 0; i--) {
            Hop hop = hops.get(i);
            ClientAddress address = ClientAddress.parse(withoutPort(hop.address()));
            if (address == null) {
                return direct;
            }
            if (i == 0 || !trusted.contain(address.text())) {
                String proto = hop.proto();
                return new Origin(address, proto == null ? direct.secure() : proto.equalsIgnoreCase("https"));
            }
        }
        return direct;
    }

    private static boolean lastProto(MultiMap headers, boolean tls) {
        List<String> values = headers.getAll("x-forwarded-proto");
        if (values.isEmpty()) {
            return tls;
        }
        String all = values.getLast();
        return all.substring(all.lastIndexOf(',') + 1).strip().equalsIgnoreCase("https");
    }

    private static @Nullable List<Hop> plainHops(MultiMap headers) {
        String proto = lastProto(headers, false) ? "https" : null;
        List<Hop> hops = new ArrayList<>();
        for (String line : headers.getAll("x-forwarded-for")) {
            for (String part : line.split(",", -1)) {
                hops.add(new Hop(part.strip(), proto));
            }
        }
        return hops;
    }

    /** RFC 7239, section 4; null where it does not parse. Quoted commas and semicolons stand in no address. */
    private static @Nullable List<Hop> standardHops(MultiMap headers) {
        List<Hop> hops = new ArrayList<>();
        for (String line : headers.getAll("forwarded")) {
            for (String element : line.split(",", -1)) {
                String address = null;
                String proto = null;
                for (String pair : element.split(";", -1)) {
                    int equals = pair.indexOf('=');
                    String value = equals < 0
                            ? null
                            : unquoted(pair.substring(equals + 1).strip());
                    if (value == null) {
                        return null;
                    }
                    String name = pair.substring(0, equals).strip();
                    if (name.equalsIgnoreCase("for")) {
                        address = address == null ? value : "";
                    } else if (name.equalsIgnoreCase("proto")) {
                        proto = value;
                    }
                }
                hops.add(new Hop(address == null ? "" : address, proto));
            }
        }
        return hops;
    }

    private static @Nullable String unquoted(String value) {
        if (value.indexOf('"') < 0) {
            return value;
        }
        boolean whole = value.length() >= 2 && value.startsWith("\"") && value.indexOf('"', 1) == value.length() - 1;
        return whole ? value.substring(1, value.length() - 1) : null;
    }

    private static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            boolean plain = end > 0 && (end == node.length() - 1 || isPort(node.substring(end + 1)));
            return plain ? node.substring(1, end) : "";
        }
        int colon = node.indexOf(':');
        boolean port = colon > 0 && node.indexOf('.') >= 0 && node.lastIndexOf(':') == colon;
        return port && isPort(node.substring(colon)) ? node.substring(0, colon) : node;
    }

    private static boolean isPort(String text) {
        return text.length() >= 2
                && text.length() <= 6
                && text.charAt(0) == ':'
                && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    }
}
