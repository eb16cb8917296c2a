package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainFileTest {
    @TempDir
    Path folder;

    @Test
    void a_port_is_changed_whatever_the_order_of_attributes_and_templates_keep_their_variable() throws Exception {
        var file = folder.resolve("domain.xml");
        Files.writeString(file, """
                <network-listener port="8080" protocol="http-listener-1" name="http-listener-1"></network-listener>
                <network-listener name="admin-listener" address="127.0.0.1" port="4848"/>
                <network-listener port="${HTTP_LISTENER_PORT}" name="http-listener-1"/>
                """);

        DomainFile.setPort(file, "http-listener-1", 18080);
        DomainFile.setPort(file, "admin-listener", 14848);

        assertThat(file).hasContent("""
                <network-listener port="18080" protocol="http-listener-1" name="http-listener-1"></network-listener>
                <network-listener name="admin-listener" address="127.0.0.1" port="14848"/>
                <network-listener port="${HTTP_LISTENER_PORT}" name="http-listener-1"/>
                """);
    }
}
