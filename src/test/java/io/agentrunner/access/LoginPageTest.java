package io.agentrunner.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginPageTest {
    @ParameterizedTest
    @ValueSource(strings = {"/console/", "/console/#/runs/5", "/console/runs?status=FAILED&q=a%20b"})
    void a_page_of_the_console_is_shown_after_the_sign_in(String path) {
        assertThat(LoginPage.isBelow("/console/", path)).isTrue();
        assertThat(LoginPage.decoded(LoginPage.encoded(path))).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//evil.example/console/",
                "/\\evil.example",
                "https://evil.example/console/",
                "javascript:alert(1)",
                "/settings",
                "/console",
                "/console/\"><script>",
                "/console/'",
                "/console/\\evil",
                "/console/\r\nSet-Cookie: a=b",
                "/console/ä",
                "/console/ "
            })
    void another_address_is_not(String address) {
        assertThat(LoginPage.isBelow("/console/", address)).isFalse();
    }

    @Test
    void a_path_that_is_too_long_or_no_path_at_all_is_not_either() {
        assertThat(LoginPage.isBelow("/console/", "/console/" + "x".repeat(2000)))
                .isFalse();
        assertThat(LoginPage.decoded("====")).isEmpty();
    }
}
