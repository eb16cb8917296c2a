package io.agentrunner.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.inside.ContainerTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server of these tests listens on loopback only. For another address see NodeLifeIT. */
class ListenAddressesIT extends ContainerTest {
    @Inject
    private ListenAddresses addresses;

    @Test
    void the_listeners_of_the_server_are_found_with_their_addresses() throws Exception {
        var listeners = ServerListener.all(ListenAddresses.class.getClassLoader());
        assertThat(listeners).extracting(ServerListener::name).contains("http-listener", "health-listener");
        assertThat(listeners).extracting(one -> one.address().getHostAddress()).containsOnly("127.0.0.1");
        assertThat(listeners).allMatch(listener -> listener.port() > 0 && !listener.forAdmin());
        assertThat(addresses.beyondLoopback()).isEqualTo(List.of());
    }
}
