package io.agentrunner.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
    @Test
    void a_key_is_an_id_and_a_secret_that_may_have_underscores() {
        assertThat(Credential.read("ar_12_a_b-c")).isEqualTo(new Credential.Key(12, "a_b-c"));
        assertThat(Credential.read(Secret.key(7, "x"))).isEqualTo(new Credential.Key(7, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ar_", "ar_0_x", "ar_-1_x", "ar_1234567890123456789_x", "ar_1", "AR_1_x", "eyJ.e.s"})
    void anything_else_is_no_key(String text) {
        assertThat(Credential.read(text)).isEqualTo(new Credential.Other(text));
    }

    @Test
    void a_credential_of_no_sane_length_is_not_looked_at() {
        assertThat(Credential.read("ar_1_" + "x".repeat(Credential.LONGEST))).isEqualTo(new Credential.Other(""));
    }

    @Test
    void a_secret_has_256_bits_and_no_two_are_the_same() {
        assertThat(Secret.create()).hasSize(43).isNotEqualTo(Secret.create());
        assertThat(Secret.hash("a")).hasSize(64).isNotEqualTo(Secret.hash("b"));
        assertThat(Secret.same("a", "a")).isTrue();
        assertThat(Secret.same("a", "b")).isFalse();
    }
}
