package dev.gatehouse.platform.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Says which addresses a host name has. */
@FunctionalInterface
public interface NameResolver {
    /**
     * All addresses, those to be tried first at the front; may block.
     *
     * @throws UnknownHostException where there are none
     */
    List<InetAddress> addresses(String host) throws UnknownHostException;

    /** As this machine resolves names. */
    static NameResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
