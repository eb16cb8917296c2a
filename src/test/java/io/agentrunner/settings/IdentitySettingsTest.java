package io.agentrunner.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitySettingsTest extends GivenSettings {
    private static final String ISSUER = "mp.jwt.verify.issuer";
    private static final String LOCATION = "mp.jwt.verify.publickey.location";
    private static final String AUDIENCES = "mp.jwt.verify.audiences";

    private IdentitySettings identity() {
        settings.check();
        return new IdentitySettings(settings);
    }

    @Test
    void without_configuration_there_are_no_tokens_no_sign_in_and_no_groups() {
        assertThat(identity().tokens()).isEmpty();
        assertThat(identity().signIn()).isEmpty();
        assertThat(identity().roles())
                .isEqualTo(Map.of("viewer", Set.of(), "submitter", Set.of(), "operator", Set.of(), "admin", Set.of()));
        assertThat(identity().projects()).isEmpty();
    }

    @Test
    void tokens_have_an_issuer_keys_audiences_and_a_clock_skew() {
        give(ISSUER, "https://id.example/realm");
        give(LOCATION, "https://id.example/certs");
        give(AUDIENCES, "agent-runner, other");
        assertThat(identity().tokens())
                .contains(new IdentitySettings.Tokens(
                        "https://id.example/realm",
                        "https://id.example/certs",
                        "",
                        Set.of("agent-runner", "other"),
                        Duration.ofSeconds(60)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Environment", "Domain"})
    void tokens_without_an_audience_stop_the_start_with_one_line(String source) {
        give(source, ISSUER, "https://id.example/realm");
        give(source, LOCATION, "https://id.example/certs");
        assertThatThrownBy(settings::check)
                .isInstanceOf(SettingRefusedException.class)
                .hasMessage("Tokens are configured, but mp.jwt.verify.audiences not: set the issuer of the tokens and"
                        + " the audience that they name for this server.");
        give(source, AUDIENCES, " , ");
        assertThatThrownBy(() -> started().check()).hasMessageContaining("mp.jwt.verify.audiences");
        give(source, AUDIENCES, "agent-runner");
        started().check();
    }

    @Test
    void tokens_without_an_issuer_or_with_no_or_two_places_of_keys_stop_the_start() {
        give(AUDIENCES, "agent-runner");
        assertThatThrownBy(() -> started().check()).hasMessageContaining(ISSUER);
        give(ISSUER, "https://id.example/realm");
        assertThatThrownBy(() -> started().check()).hasMessageContaining(LOCATION);
        give(LOCATION, "/keys.pem");
        started().check();
        give("mp.jwt.verify.publickey", "{}");
        assertThatThrownBy(() -> started().check()).hasMessageContaining("not both");
    }

    @Test
    void a_sign_in_has_an_issuer_and_a_client_and_its_secret_is_in_no_text() {
        give("access.oidc.client.id", "console");
        assertThatThrownBy(() -> started().check()).hasMessageContaining("access.oidc.issuer");
        give("access.oidc.issuer", "https://id.example/realm");
        settings = started();
        assertThat(identity().signIn())
                .contains(new IdentitySettings.SignIn(
                        "https://id.example/realm",
                        "console",
                        Optional.empty(),
                        "openid profile",
                        Duration.ofSeconds(60)));
        give("access.oidc.client.secret", "swordfish");
        settings = started();
        var signIn = identity().signIn().orElseThrow();
        assertThat(signIn.clientSecret()).contains("swordfish");
        assertThat(signIn.toString()).doesNotContain("swordfish");
        assertThat(SettingView.of(
                                Settings.find("access.oidc.client.secret").orElseThrow(),
                                settings.effective(Settings.find("access.oidc.client.secret")
                                        .orElseThrow()),
                                SettingView.Change.NONE)
                        .toString())
                .contains("***")
                .doesNotContain("swordfish");
    }

    @Test
    void roles_have_groups_and_a_comma_in_a_name_stands_behind_a_backslash() {
        give("access.roles.viewer", "everybody, /staff");
        give("access.roles.admin", "cn=admins\\,dc=example");
        assertThat(identity().roles())
                .isEqualTo(Map.of(
                        "viewer",
                        Set.of("everybody", "/staff"),
                        "submitter",
                        Set.of(),
                        "operator",
                        Set.of(),
                        "admin",
                        Set.of("cn=admins,dc=example")));
        assertThat(identity().roles().keySet()).containsExactly("viewer", "submitter", "operator", "admin");
    }

    @Test
    void groups_are_limited_to_projects() {
        give("access.projects", "blue=1,2; cn=red,dc=example = 7 ;blue=3");
        assertThat(identity().projects())
                .isEqualTo(Map.of("blue", Set.of(1L, 2L, 3L), "cn=red,dc=example", Set.of(7L)));
    }

    @ParameterizedTest
    @CsvSource({"Environment", "SystemProperty", "Domain"})
    void a_limit_that_cannot_be_read_stops_the_start_wherever_it_stands(String source) {
        for (var bad :
                new String[] {"blue", "=1", " =1", "blue=", "blue=1,", "blue=0", "blue=one", "blue=-1", "blue 1;2"}) {
            give(source, "access.projects", bad);
            assertThatThrownBy(() -> started().check()).as(bad).hasMessageContaining("GROUP=ID,ID;GROUP=ID");
        }
    }

    @Test
    void access_that_is_mistyped_in_the_servers_configuration_is_not_taken_for_open() {
        give("Domain", "access", "requierd");
        assertThatThrownBy(() -> started().check()).hasMessageContaining("open or required");
    }

    @Test
    void nobody_who_may_change_settings_can_change_these() {
        assertThat(IdentitySettings.ALL).noneMatch(Setting::live).allMatch(Setting::decidesAccess);
        give("access.roles.admin", "admins");
        assertThat(identity().roles().get("admin")).containsExactly("admins");
        store("access.roles.admin", "everybody");
        assertThat(identity().roles().get("admin")).containsExactly("admins");
    }
}
