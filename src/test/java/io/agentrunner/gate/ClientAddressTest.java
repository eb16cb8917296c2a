package io.agentrunner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private static final List<String> PROXIES = List.of("10.0.0.1", "10.0.0.2");

    @Test
    void a_client_that_is_no_proxy_cannot_choose_its_address() {
        assertThat(ClientAddress.client("192.0.2.7", List.of("198.51.100.1"), PROXIES))
                .isEqualTo("192.0.2.7");
        assertThat(ClientAddress.client("192.0.2.7", List.of("10.0.0.1"), List.of()))
                .isEqualTo("192.0.2.7");
    }

    @Test
    void the_last_address_that_is_no_proxy_counts_whatever_the_client_wrote_before_it() {
        assertThat(ClientAddress.client("10.0.0.1", List.of("forged, 203.0.113.9, 192.0.2.7"), PROXIES))
                .isEqualTo("192.0.2.7");
        assertThat(ClientAddress.client("10.0.0.1", List.of("203.0.113.9", "192.0.2.7 , 10.0.0.2"), PROXIES))
                .isEqualTo("192.0.2.7");
    }

    @Test
    void a_header_that_names_no_address_leaves_that_of_the_proxy() {
        for (var header : List.of("", "unknown", "10.0.0.2", "a\u0000b", "1".repeat(46), "192.0.2.7\n")) {
            assertThat(ClientAddress.client("10.0.0.1", List.of(header), PROXIES))
                    .as(header)
                    .isIn("10.0.0.1", "192.0.2.7");
        }
        assertThat(ClientAddress.client("10.0.0.1", List.of(), PROXIES)).isEqualTo("10.0.0.1");
    }

    @Test
    void one_network_of_64_bits_is_one_client() {
        assertThat(ClientAddress.network("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(ClientAddress.network("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(ClientAddress.network("2001:db8:1:2::9"))
                .isNotEqualTo(ClientAddress.network("2001:db8:1:3:3:4:5:6"));
        assertThat(ClientAddress.network("::1")).isEqualTo(ClientAddress.network("0:0:0:0:0:0:0:1"));
        assertThat(ClientAddress.network("2001:db8::1")).isEqualTo(ClientAddress.network("2001:db8:0:0:1::"));
    }
}
