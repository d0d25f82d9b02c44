package dev.gatehouse.domain.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworksTest {
    @Test
    void addressesOfOneNetworkAreOneHoweverTheyAreWritten() {
        List<List<String>> networks = List.of(
                List.of("192.0.2.1", "192.0.2.254", "::ffff:192.0.2.7"),
                List.of("192.0.3.1"),
                List.of("2001:db8::1", "2001:db8:0:5::1", "2001:DB8:0:ffff:1:2:3:4", "2001:0db8:0000::"),
                List.of("2001:db8:1::1"),
                List.of("::1", "0:0:0:9::1"),
                List.of("fe80::1"),
                List.of("unknown"),
                List.of(""));
        assertThat(networks).allSatisfy(network -> assertThat(
                        network.stream().map(Networks::of).distinct())
                .as("one of %s", network)
                .hasSize(1));
        assertThat(networks.stream()
                        .map(network -> Networks.of(network.getFirst()))
                        .distinct())
                .hasSize(networks.size());
        assertThat(Networks.of(null)).isEqualTo(Networks.of(""));
    }
}
