package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, as far as its address says. Which machine that is, its {@linkplain #require addresses} decide.
 *
 * @param host in lower case; an IPv6 address in brackets
 * @param named whether the operator named it as one of a private network
 */
record Destination(URI uri, String host, int port, boolean secure, boolean named) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int FIRST_FREE_PORT = 1024;

    /** What other programs read as an IPv4 address: a last label that is a number of any base. */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9A-Fa-f]*)\\.?");

    private static final String OCTET = "(0|[1-9]\\d{0,2})";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);

    /** @throws OutgoingFailure where nothing may go there */
    static Destination of(URI uri, NamedHosts hosts) throws OutgoingFailure {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (host.isEmpty() || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw forbidden(host, "only an address of a plain host, without user and fragment, is asked");
        }
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP;
        boolean named = hosts.hold(host, port);
        boolean plain = "http".equalsIgnoreCase(uri.getScheme());
        if (!secure && !(plain && named)) {
            throw forbidden(host, "only https is spoken, and http only to hosts named in outgoing.allow_private");
        }
        if (port < 1 || port > 65_535 || !named && port != HTTPS && port < FIRST_FREE_PORT) {
            throw forbidden(host, "port " + port + " belongs to another service");
        }
        boolean numeric = host.startsWith("[") || ENDS_IN_NUMBER.matcher(host).matches();
        Destination destination = new Destination(uri, host, port, secure, named);
        if (numeric && destination.literal() == null) {
            throw forbidden(host, "not the usual spelling of an address");
        }
        return destination;
    }

    /** The address that stands for the host's name; null where that is a name. */
    @Nullable
    InetAddress literal() {
        try {
            if (host.startsWith("[")) {
                // With a zone it would be of this link alone; an IPv4 address within is one in disguise.
                InetAddress address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
                return !host.contains("%") && address instanceof Inet6Address ? address : null;
            }
            return IPV4.matcher(host).matches() ? InetAddress.ofLiteral(host) : null;
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    /**
     * Whether all these addresses may be asked: one that may not spoils the others, because who names one address of this
     * network beside one of the internet hopes for the wrong one.
     *
     * @throws OutgoingFailure where they may not
     */
    void require(List<InetAddress> addresses) throws OutgoingFailure {
        if (addresses.isEmpty()) {
            throw new OutgoingFailure(Reason.UNREACHABLE, host + ": has no address", null);
        }
        for (InetAddress address : addresses) {
            AddressKind kind = AddressKind.of(address);
            if (kind == AddressKind.NEVER) {
                throw forbidden(host, "is " + address.getHostAddress() + ", where nothing is asked");
            }
            if (kind == AddressKind.PRIVATE && !named) {
                throw forbidden(
                        host,
                        "is " + address.getHostAddress()
                                + ", of a private network; name the host in outgoing.allow_private if that is right");
            }
            if (kind == AddressKind.PUBLIC && !secure) {
                throw forbidden(host, "is " + address.getHostAddress() + ", where only https is spoken");
            }
        }
    }

    /**
     * Where a redirect leads.
     *
     * @throws OutgoingFailure where nothing may go there
     */
    Destination redirected(@Nullable String location, NamedHosts hosts) throws OutgoingFailure {
        URI next;
        try {
            next = location == null ? null : uri.resolve(location);
        } catch (IllegalArgumentException unreadable) {
            next = null;
        }
        if (next == null) {
            throw new OutgoingFailure(Reason.UNEXPECTED, host + ": redirects to no address", null);
        }
        Destination destination = of(next, hosts);
        if (secure && !destination.secure) {
            throw forbidden(host, "redirects from https to http");
        }
        return destination;
    }

    /** RFC 6454: the same scheme, host and port. */
    boolean sameOrigin(Destination other) {
        return secure == other.secure && host.equals(other.host) && port == other.port;
    }

    /** Path and query, as they stand in the request. */
    String target() {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    private static OutgoingFailure forbidden(String host, String why) {
        return new OutgoingFailure(Reason.FORBIDDEN, (host.isEmpty() ? "no host" : host) + ": " + why, null);
    }
}
