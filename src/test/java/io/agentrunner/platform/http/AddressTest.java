package io.agentrunner.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/runs/5%", "/runs/5%2", "/%zz", "/%-1", "/%/stop", "/1%00", "/a%2Fb", "/a%2fb", "/a%5C", "/a\\b"
            })
    void a_path_that_the_server_cannot_decode_is_told_and_comes_back_whole(String path) {
        assertThat(Address.isReadable(path)).isFalse();
        var segment = Address.twiceEncoded(path);
        assertThat(Address.isReadable("/" + segment)).isTrue();
        assertThat(segment).doesNotContain("/", "\\", ";");
        assertThat(Address.decoded(URLDecoder.decode(segment, StandardCharsets.UTF_8)))
                .isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/runs", "/runs/5%25", "/%F0%9F%9A%80", "/%1b", "/a%20b/;x=1", "/%C3%28"})
    void other_paths_go_on_as_they_are(String path) {
        assertThat(Address.isReadable(path)).isTrue();
    }
}
