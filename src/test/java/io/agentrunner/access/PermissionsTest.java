package io.agentrunner.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentrunner.access.Permission.Needed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {
    @ParameterizedTest
    @CsvSource({
        "GET,/,ANYONE",
        "GET,/runs,VIEWER",
        "HEAD,/runs/5,VIEWER",
        "GET,/runs/5/,VIEWER",
        "GET,/runs/5/events/stream,VIEWER",
        "POST,/runs,SUBMITTER",
        "POST,/runs/batch,SUBMITTER",
        "POST,/runs/bulk,OPERATOR",
        "POST,/runs/5/stop,SUBMITTER",
        "PUT,/settings/worker.lease,OPERATOR",
        "GET,/%73ettings,OPERATOR",
        "GET,/keys,ADMIN",
        "GET,/console/lib/lit.js,ANYONE",
        "GET,/metrics,METRICS"
    })
    void each_path_needs_the_role_of_its_row(String method, String path, Needed needed) {
        assertThat(Permissions.of(method, path)).isEqualTo(needed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no-such-path",
                "/runs;x=1",
                "/runs/5;x=1",
                "//runs",
                "/runs//5",
                "/console/../settings",
                "/console/%2e%2e/settings",
                "/console%2fx",
                "/console/%2F..%2Fsettings",
                "/runs/\\keys",
                "/runs/%00",
                "/runs/%zz",
                "runs"
            })
    void a_path_without_a_row_or_with_a_second_reading_needs_an_admin(String path) {
        assertThat(Permissions.of("GET", path)).isEqualTo(Needed.ADMIN);
    }

    @Test
    void a_method_without_a_row_needs_an_admin() {
        assertThat(Permissions.of("TRACE", "/runs")).isEqualTo(Needed.ADMIN);
        assertThat(Permissions.of("DELETE", "/runs/5")).isEqualTo(Needed.ADMIN);
    }

    @Test
    void a_role_includes_those_before_it() {
        var roles = List.of(Role.values());
        for (var role : roles) {
            for (var needed : roles) {
                assertThat(role.includes(needed)).isEqualTo(roles.indexOf(role) >= roles.indexOf(needed));
            }
        }
    }

    @Test
    void a_caller_of_some_projects_may_nothing_that_concerns_all() {
        var limited = new Caller("ci", Role.SUBMITTER, Optional.of(Set.of(1L)));
        assertThat(Needed.SUBMITTER.allows(limited)).isTrue();
        assertThat(Needed.SUBMITTER_OF_ALL.allows(limited)).isFalse();
        assertThat(Needed.METRICS.allows(limited)).isFalse();
        assertThat(Needed.VIEWER_OF_ALL.allows(Caller.unlimited("v", Role.VIEWER)))
                .isTrue();
        assertThat(Needed.OPERATOR.allows(limited)).isFalse();
    }

    @Test
    void an_operator_is_never_limited() {
        assertThat(new Caller("op", Role.OPERATOR, Optional.of(Set.of(1L))).sees(2))
                .isTrue();
        assertThat(new Caller("v", Role.VIEWER, Optional.of(Set.of(1L))).sees(2))
                .isFalse();
        assertThat(new Caller("v", Role.VIEWER, Optional.of(Set.of())).sees(1)).isFalse();
    }
}
