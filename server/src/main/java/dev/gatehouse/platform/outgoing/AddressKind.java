package dev.gatehouse.platform.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * What an address is, by IANA's registries of special purposes for IPv4 and IPv6 (RFC 6890), and by what clouds answer
 * their machines at.
 */
enum AddressKind {
    /** One of the internet. */
    PUBLIC,
    /** One of this machine or of a network of its own: only for hosts that the operator named. */
    PRIVATE,
    /** One that nothing is asked at: of no host, of many, of a tunnel, for documents, or where a cloud keeps its secrets. */
    NEVER;

    /** Addresses that begin alike. */
    private record Network(byte[] start, int bits) {
        static Network of(String text) {
            int slash = text.indexOf('/');
            return new Network(
                    InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(address, 0, whole, start, 0, whole)
                    && (rest == 0 || ((address[whole] ^ start[whole]) & 0xff) >> (8 - rest) == 0);
        }
    }

    private static final int IPV4_LENGTH = 4;
    private static final Network GLOBAL_IPV6 = Network.of("2000::/3");
    /** RFC 6052: the last four bytes are an IPv4 address, which networks without IPv4 reach that way. */
    private static final Network NAT64 = Network.of("64:ff9b::/96");

    private static final List<Network> OWN = networks(
            "10.0.0.0/8", // RFC 1918
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10", // RFC 6598, behind a carrier's translation
            "127.0.0.0/8",
            "::1/128",
            "fc00::/7"); // RFC 4193

    private static final List<Network> NOBODYS = networks(
            "0.0.0.0/8",
            "169.254.0.0/16", // link-local, and the metadata of most clouds
            "168.63.129.16/32", // the agent of Azure's machines
            "100.100.100.200/32", // the metadata of Alibaba
            "192.0.0.0/24", // protocols, and the metadata of Oracle
            "192.0.2.0/24", // documents
            "198.51.100.0/24",
            "203.0.113.0/24",
            "192.88.99.0/24", // relays of 6to4
            "198.18.0.0/15", // benchmarks
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, and broadcast
            "fd00:ec2::/32", // the metadata of Amazon
            "fd20:ce::/32", // the metadata of Google
            "2001::/23", // protocols; Teredo holds an IPv4 address
            "2001:db8::/32", // documents
            "3fff::/20",
            "2002::/16"); // 6to4 holds an IPv4 address

    private static List<Network> networks(String... texts) {
        return Arrays.stream(texts).map(Network::of).toList();
    }

    static AddressKind of(InetAddress address) {
        return of(address.getAddress());
    }

    private static AddressKind of(byte[] address) {
        if (NOBODYS.stream().anyMatch(network -> network.holds(address))) {
            return NEVER;
        }
        if (OWN.stream().anyMatch(network -> network.holds(address))) {
            return PRIVATE;
        }
        if (address.length == IPV4_LENGTH || GLOBAL_IPV6.holds(address)) {
            return PUBLIC;
        }
        // RFC 6052, section 3.1: never for an address that is not of the internet.
        boolean translated = NAT64.holds(address)
                && of(Arrays.copyOfRange(address, address.length - IPV4_LENGTH, address.length)) == PUBLIC;
        return translated ? PUBLIC : NEVER;
    }

    /** The address alone, without the name that it was found by: what is connected to is looked up no more. */
    static InetAddress bare(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
