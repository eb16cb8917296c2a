package io.agentrunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
    @Test
    void an_empty_environment_means_port_8080_with_the_console_on_4848_and_the_data_in_dot_data() {
        var options = ServerOptions.from(Options.from(Map.of()));

        assertThat(options.httpPort()).isEqualTo(8080);
        assertThat(options.adminPort()).isEqualTo(4848);
        assertThat(options.folder()).isEqualTo(Path.of(".data").toAbsolutePath());
        assertThat(options.uri()).isEqualTo(URI.create("http://127.0.0.1:8080"));
    }

    @Test
    void ports_and_data_folder_are_what_the_environment_says() {
        var options = ServerOptions.from(
                Options.from(Map.of("HTTP_PORT", "9080", "ADMIN_PORT", "9848", "DATA_DIR", "/srv/agents")));

        assertThat(options.httpPort()).isEqualTo(9080);
        assertThat(options.adminPort()).isEqualTo(9848);
        assertThat(options.folder()).isEqualTo(Path.of("/srv/agents"));
    }
}
